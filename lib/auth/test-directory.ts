import ldap from "ldapjs";
import type { DirectoryConfig } from "./config.ts";

/** Of ldapjs's server only what is used here: its published types know the client alone. */
interface LdapRequest {
  readonly dn: { toString(): string };
  readonly credentials: string;
  readonly filter: { matches(attributes: object): boolean };
}
interface LdapResponse {
  send(entry: object): void;
  end(): void;
}
type Handle = (req: LdapRequest, res: LdapResponse, next: (error?: Error) => void) => void;
interface LdapServer {
  readonly port: number;
  bind(base: string, handle: Handle): void;
  search(base: string, handle: Handle): void;
  listen(port: number, host: string, done: () => void): void;
  close(done: () => void): void;
}

interface TestPerson {
  readonly uid: string;
  password: string;
  readonly name: string;
}

/** A real LDAP server on loopback for tests: people, groups, groups in groups. It answers like OpenLDAP where sign-in must notice. */
export interface TestDirectory {
  readonly config: DirectoryConfig;
  readonly people: Map<string, TestPerson>;
  /** Group → DNs of its members. */
  readonly groups: Map<string, Set<string>>;
  /** While true, nothing is answered: a frozen server. */
  frozen: boolean;
  searches: number;
  binds: number;
  /** Told of each bind, with whether the name is anybody's. */
  bound: (known: boolean) => void;
  close(): Promise<void>;
}

const BASE = "dc=test";
export const personDn = (uid: string): string => `uid=${uid},ou=people,${BASE}`;
export const groupDn = (cn: string): string => `cn=${cn},ou=groups,${BASE}`;
const READER = `cn=reader,${BASE}`;

/** It shares its event loop with whoever asks it: on a machine that is slow, or compiles a page meanwhile, a short limit would call it down. */
const PATIENCE_MS = 5_000;
/** For tests of a directory that does not answer. */
export const SHORT_PATIENCE = { timeoutMs: 500 } as const;

export async function startTestDirectory(port = 0): Promise<TestDirectory> {
  const server = ldap.createServer() as unknown as LdapServer;
  const config: DirectoryConfig = {
    url: "",
    startTls: false,
    caPem: null,
    bindDn: READER,
    bindPassword: "reader-password",
    userBase: `ou=people,${BASE}`,
    userAttribute: "uid",
    groupBase: `ou=groups,${BASE}`,
    groupRoles: { "loupe-developers": "developer", "loupe-leads": "lead", "loupe-admins": "admin" },
    timeoutMs: PATIENCE_MS,
  };
  const directory = {
    config,
    people: new Map<string, TestPerson>(
      ["dev", "lena", "root", "guest"].map((uid) => [uid, { uid, password: `${uid}-password`, name: `Name of ${uid}` }]),
    ),
    groups: new Map<string, Set<string>>([
      ["loupe-developers", new Set([personDn("dev")])],
      ["platform", new Set([personDn("lena")])],
      ["loupe-leads", new Set([groupDn("platform")])],
      ["loupe-admins", new Set([personDn("root")])],
    ]),
    frozen: false,
    searches: 0,
    binds: 0,
    bound: (_known: boolean): void => undefined,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };

  server.bind(BASE, (req, res, next) => {
    if (directory.frozen) return;
    directory.binds++;
    const dn = req.dn.toString().replace(/, /g, ",");
    const uid = /^uid=([^,]*),/.exec(dn)?.[1] ?? "";
    directory.bound(dn === READER || directory.people.has(uid));
    // An unauthenticated bind succeeds, as servers that allow it do.
    const right = req.credentials === "" || (dn === READER ? config.bindPassword : directory.people.get(uid)?.password) === req.credentials;
    if (!right) return next(new (ldap as unknown as { InvalidCredentialsError: new () => Error }).InvalidCredentialsError());
    res.end();
    return next();
  });
  server.search(BASE, (req, res, next) => {
    if (directory.frozen) return;
    directory.searches++;
    const under = req.dn.toString().replace(/, /g, ",");
    const entries = [
      ...[...directory.people.values()].map(({ uid, name }) => ({
        dn: personDn(uid),
        attributes: { objectclass: ["inetOrgPerson"], uid: [uid], cn: [name], mail: [`${uid}@example.test`] },
      })),
      ...[...directory.groups].map(([cn, members]) => ({
        dn: groupDn(cn),
        attributes: { objectclass: ["groupOfNames"], cn: [cn], member: [...members] },
      })),
    ];
    for (const entry of entries) if (entry.dn.endsWith(under) && req.filter.matches(entry.attributes)) res.send(entry);
    res.end();
    return next();
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  return Object.assign(directory, { config: { ...config, url: `ldap://127.0.0.1:${server.port}` } });
}
