import ldap from "ldapjs";
import type { DirectoryConfig } from "./config.ts";

type Attributes = Readonly<Record<string, readonly string[]>>;

/** How a server differs from those that can be installed: it answers a search with entries, or with a refusal by its LDAP name. */
export interface OddAnswers {
  readonly entries: Readonly<Record<string, Attributes>>;
  /** Looked at before each search: the name of an error (`UndefinedAttributeTypeError`), or null to answer. */
  refuse?(search: { readonly base: string; readonly filter: string; readonly asked: readonly string[] }): string | null;
  /** The same for binds, with the text that goes with the refusal. */
  refuseBind?(dn: string, password: string): readonly [error: string, text: string] | null;
}

interface Request {
  readonly dn: { toString(): string };
  readonly credentials: string;
  readonly filter: { toString(): string; matches(attributes: object, strict?: boolean): boolean };
  readonly attributes: readonly string[];
}
interface Response {
  diagnosticMessage: string;
  send(entry: object): void;
  end(): void;
}
type Handle = (req: Request, res: Response, next: (error?: Error) => void) => void;
type ErrorClass = new () => Error;
const errorOf = (name: string): Error => new ((ldap as unknown as Record<string, ErrorClass>)[name] as ErrorClass)();

export const ODD_BASE = "dc=odd";

/** A server in this process, of which each test says what is odd. Unlike `test-directory.ts` it is not a company, but a way of answering. */
export async function startOddDirectory(answers: OddAnswers): Promise<{ readonly config: DirectoryConfig; close(): Promise<void> }> {
  const server = ldap.createServer() as unknown as {
    readonly port: number;
    bind(base: string, handle: Handle): void;
    search(base: string, handle: Handle): void;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
  };
  server.bind("", (req, res, next) => {
    const refused = answers.refuseBind?.(req.dn.toString(), req.credentials) ?? null;
    if (refused !== null) {
      // ldapjs forgets an error's own text on the way out.
      res.diagnosticMessage = refused[1];
      return next(errorOf(refused[0]));
    }
    res.end();
    return next();
  });
  server.search("", (req, res, next) => {
    const base = req.dn.toString();
    const refused = answers.refuse?.({ base, filter: req.filter.toString(), asked: req.attributes }) ?? null;
    if (refused !== null) return next(errorOf(refused));
    for (const [dn, attributes] of Object.entries(answers.entries))
      if (isBelow(dn, base) && req.filter.matches(attributes, false)) res.send({ dn, attributes });
    res.end();
    return next();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const config: DirectoryConfig = {
    ...{ url: `ldap://127.0.0.1:${server.port}`, startTls: false, caPem: null, bindDn: `cn=reader,${ODD_BASE}`, bindPassword: "reader" },
    ...{ userBase: `ou=people,${ODD_BASE}`, userAttribute: "", groupBase: `ou=groups,${ODD_BASE}`, timeoutMs: 500 },
    groupRoles: { builders: "developer", leads: "lead" },
  };
  return { config, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

const plain = (dn: string): string => dn.replace(/\s*,\s*/g, ",").toLowerCase();
const isBelow = (dn: string, base: string): boolean => base === "" || plain(dn).endsWith(plain(base));
