import { timingSafeEqual } from "node:crypto";
import type { Server, Socket } from "node:net";
import { join } from "node:path";
import ldap from "ldapjs";
import { BASE_DN, type DirectoryEntry, entriesOf, GROUPS_DN, PEOPLE_DN, passwordOf, plainDn, READER_DN } from "./entries.ts";
import { type Book, CAST, type DemoRole, GROUP_ROLES, openPeople } from "./people.ts";

export interface DemoDirectory {
  readonly url: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly baseDn: string;
  readonly userBase: string;
  readonly groupBase: string;
  readonly groupRoles: Readonly<Record<string, string>>;
  readonly users: readonly { readonly name: string; readonly password: string; readonly role: DemoRole; readonly mayReveal?: boolean }[];
  close(): Promise<void>;
}

/** A small directory that speaks real LDAP, for the demo only: on loopback, without encryption. */
export async function startDemoDirectory(options: { readonly dataDir: string; readonly port?: number }): Promise<DemoDirectory> {
  const people = openPeople(join(options.dataDir, "directory.json"));
  const server = ldap.createServer();
  const sockets = new Set<Socket>();
  (server as unknown as { readonly server: Server }).server.on("connection", (socket: Socket) => {
    // An entry and the end of a list are two writes: held back, the second would come 40 ms late.
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  serveBind(server, () => people.read());
  serveSearch(server, () => people.read());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve());
  });
  // A client that hangs up in the middle is no reason for the demo to end.
  server.on("error", () => {});
  const book = people.read();
  return {
    url: `ldap://127.0.0.1:${(server as unknown as { port: number }).port}`,
    bindDn: READER_DN,
    bindPassword: book.readerPassword,
    baseDn: BASE_DN,
    userBase: PEOPLE_DN,
    groupBase: GROUPS_DN,
    groupRoles: GROUP_ROLES,
    users: CAST.flatMap(({ uid, ...grants }) => {
      const person = book.people.find((one) => one.uid === uid);
      return person ? [{ name: uid, password: person.password, ...grants }] : [];
    }),
    // A client that never hangs up must not keep the demo from stopping.
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serveBind(server: ldap.Server, book: () => Book): void {
  server.bind("", (req: Bound, res: Answer, next: Next) => {
    const given = String(req.credentials ?? "");
    const wanted = passwordOf(book(), req.dn.toString());
    // An empty password would be an anonymous bind that looks like a success.
    if (given === "" || wanted === null || !isSame(given, wanted)) return next(new ldap.InvalidCredentialsError());
    res.end();
    return next();
  });
}

function serveSearch(server: ldap.Server, book: () => Book): void {
  server.search("", (req: Search, res: Answer, next: Next) => {
    // Nobody reads the directory without having said who they are.
    if (passwordOf(book(), req.connection.ldap.bindDN.toString()) === null) return next(new ldap.InsufficientAccessRightsError());
    const base = plainDn(req.dn.toString());
    const entries = entriesOf(book());
    if (!entries.some((entry) => plainDn(entry.dn) === base)) return next(new ldap.NoSuchObjectError(req.dn.toString()));
    // Values match without regard to case, as uid, cn and mail do in any directory.
    const filter = ldap.parseFilter(req.filter.toString().toLowerCase());
    // ldapjs compares them in lower case on one side only: without this, `displayName` would never be sent.
    res.attributes = res.attributes.map((name) => name.toLowerCase());
    let sent = 0;
    for (const entry of entries) {
      if (!isInScope(plainDn(entry.dn), base, String(req.scope)) || !(filter as unknown as Filter).matches(lowerCased(entry), false))
        continue;
      if (req.sizeLimit > 0 && sent >= req.sizeLimit) return next(new ldap.SizeLimitExceededError());
      res.send({ dn: entry.dn, attributes: entry.attributes });
      sent++;
    }
    res.end();
    return next();
  });
}

const isInScope = (dn: string, base: string, scope: string): boolean => {
  if (scope === "base" || scope === "0") return dn === base;
  if (scope === "one" || scope === "single" || scope === "1") return dn.slice(dn.indexOf(",") + 1) === base;
  return dn === base || dn.endsWith(`,${base}`);
};

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const lowerCased = (entry: DirectoryEntry): Record<string, string[]> =>
  Object.fromEntries(Object.entries(entry.attributes).map(([key, values]) => [key.toLowerCase(), values.map((v) => v.toLowerCase())]));

// What of ldapjs's requests and answers is used here: its own types know neither the bound name nor the server's side of an entry.
type Next = (error?: unknown) => void;
interface Bound {
  readonly dn: { toString(): string };
  readonly credentials: string;
}
interface Search extends Bound {
  readonly scope: string | number;
  readonly sizeLimit: number;
  readonly filter: { toString(): string };
  readonly connection: { readonly ldap: { readonly bindDN: { toString(): string } } };
}
interface Filter {
  matches(attributes: Record<string, string[]>, strictCase: boolean): boolean;
}
interface Answer {
  attributes: readonly string[];
  send(entry: unknown): void;
  end(status?: number): void;
}
