import { err, ok, type Result } from "../base/result.ts";
import { type Clock, unixMs } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { Directory, DirectoryDown, Person } from "./directory.ts";
import type { IssuerMetadata } from "./external-discovery.ts";
import { type Exchange, IssuerRefused } from "./external-exchange.ts";
import { IssuerUnreachable } from "./external-http.ts";
import { collect, type Recogniser, type Renewal, renewalOf } from "./external-person.ts";
import { type Keyring, seal, unseal } from "./keys.ts";
import { isRole } from "./roles.ts";

interface Parts {
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly key: Keyring;
  readonly exchange: Exchange;
  readonly recogniser: Recogniser;
  readonly discover: () => Promise<IssuerMetadata>;
  /** Groups come from the issuer's claim; but who was in the directory and is no more has left all the same. */
  readonly directory: Directory | null;
  log(event: string): void;
}

/** Asked by another process so recently that its answer, in the row, is as good. */
const JUST_MS = 15_000;
/** A session that the issuer cannot be asked about again ends after this long: nothing else would tell of a leaver. */
export const UNASKED_MS = 60 * 60_000;
const AT_ONCE = 4;
const OUR_FAULT: ReadonlySet<string> = new Set([
  "invalid_client",
  "unauthorized_client",
  "temporarily_unavailable",
  "slow_down",
  "401",
  "404",
]);

/**
 * The issuer itself as a directory, where there is no other: every session's refresh token (else its access token, at userinfo or introspection)
 * asks again whether its person is there, and in which groups. Somebody is here while one of their sessions is.
 */
export function issuerDirectory(parts: Parts): Directory {
  const { store } = parts;
  const findRows = async (rows: readonly SessionRow[]): Promise<Result<Person | null, DirectoryDown>> => {
    let here: Person | null = null;
    for (const row of rows) {
      try {
        here = (await askAbout(parts, row)) ?? here;
      } catch (error) {
        return err({ kind: "directory-down", detail: `the issuer: ${(error as Error).message}` });
      }
    }
    return ok(here);
  };
  return {
    signIn: async () => err({ kind: "refused" }),
    find: async (sub) => findRows(await store.listSessions(sub)),
    resolve: async (sub) => findRows(await store.listSessions(sub)),
    async findAll(subs) {
      const wanted = new Map<string, SessionRow[]>(subs.map((sub) => [sub, []]));
      for (const row of await store.listSessions()) wanted.get(row.sub)?.push(row);
      const found = new Map<string, Person | null>();
      const waiting = [...wanted];
      const down: DirectoryDown[] = [];
      const work = async (): Promise<void> => {
        for (let next = waiting.pop(); next !== undefined && down.length === 0; next = waiting.pop()) {
          const answer = await findRows(next[1]);
          if (answer.ok) found.set(next[0], answer.value);
          else down.push(answer.error);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return down[0] === undefined ? ok(found) : err(down[0]);
    },
    isUp: () =>
      parts.discover().then(
        () => true,
        () => false,
      ),
  };
}

/** Null: the issuer says no more. The session that it said so of ends. */
async function askAbout(parts: Parts, row: SessionRow): Promise<Person | null> {
  const { store, clock } = parts;
  if (row.refreshedAt !== null && clock() - row.refreshedAt < JUST_MS) return personIn(row);
  const renewal = readRenewal(row, parts.key);
  if (parts.directory !== null && renewal?.directoryName) {
    const known = await parts.directory.find(renewal.directoryName);
    if (!known.ok) throw new IssuerUnreachable(known.error.detail);
    if (known.value === null) return end(parts, row, "left the directory");
  }
  const askable = renewal !== null && (renewal.refreshToken !== null || (renewal.accessToken !== null && clock() < renewal.accessUntil));
  if (!askable) return clock() - row.createdAt > UNASKED_MS ? end(parts, row, "the issuer cannot be asked again") : personIn(row);
  const at = clock();
  if (!(await store.claimRefresh(row.sid, row.refreshedAt, at))) {
    const other = await store.getSession(row.sid);
    return other === null ? null : personIn(other);
  }
  try {
    return await renew(parts, row, renewal);
  } catch (error) {
    // A refusal of this client, and not of this person, must put nobody out.
    if (error instanceof IssuerRefused && !OUR_FAULT.has(error.code)) return end(parts, row, "ended at the issuer");
    await store.claimRefresh(row.sid, at, row.refreshedAt ?? unixMs(0));
    throw error;
  }
}

async function renew(parts: Parts, row: SessionRow, renewal: Renewal): Promise<Person | null> {
  const { exchange, store, clock, recogniser } = parts;
  const metadata = await parts.discover();
  let { accessToken } = renewal;
  let idToken: Readonly<Record<string, unknown>> | null = null;
  const sub = row.issuerSub ?? row.sub;
  if (renewal.refreshToken !== null) {
    const tokens = await exchange.refresh(renewal.refreshToken, metadata);
    // Kept before anything else can fail: an issuer that gives a new one each time takes the old one for stolen.
    await store.putRefreshToken(row.sid, seal(JSON.stringify(renewalOf(tokens, renewal, clock)), parts.key));
    accessToken = tokens.accessToken;
    const read = tokens.idToken === null ? null : await exchange.readIdToken(tokens.idToken, metadata).catch(notReadable);
    if (read !== null && read.sub !== sub) return end(parts, row, "the issuer answered for somebody else");
    idToken = read;
  }
  const { told, userinfo } = await collect(exchange, accessToken, metadata, sub, idToken);
  if (userinfo === "refused" && renewal.userinfo) return end(parts, row, "ended at the issuer");
  let introspected: Readonly<Record<string, unknown>> | null = null;
  if (renewal.refreshToken === null && userinfo === "unasked" && accessToken !== null && metadata.introspectionEndpoint !== null) {
    const { introspectionEndpoint } = metadata;
    introspected = await exchange.introspect(accessToken, { ...metadata, introspectionEndpoint });
    if (introspected["active"] === false) return end(parts, row, "ended at the issuer");
  }
  const source = renewal.groupSource;
  // Introspection is asked where nothing else is said anew: the access token's own claims are as old as it is.
  const again = [introspected, source === null ? null : told[source], told.idToken, told.userinfo, told.accessToken];
  const grants = again.map((claims) => recogniser.grantsIn(claims)).find((found) => found !== undefined);
  if (grants) return { ...personOf(row), ...grants };
  // Where groups were named before they are named no more: many issuers leave an empty list out.
  if (grants === null || (source !== null && told[source] !== null)) return end(parts, row, "in no group with a role any more");
  return personIn(row);
}

/** An id token that does not hold says nothing; an issuer that is away is no answer at all. */
function notReadable(error: unknown): null {
  if (error instanceof IssuerUnreachable) throw error;
  return null;
}

async function end(parts: Parts, row: SessionRow, why: string): Promise<null> {
  if ((await parts.store.deleteSessions({ sid: row.sid })) > 0)
    await parts.store.audit({ at: parts.clock(), actor: "issuer", action: "session-ended", subject: row.sub, detail: why });
  return null;
}

const personOf = ({ sub, name, email }: SessionRow): Pick<Person, "sub" | "name" | "email"> => ({ sub, name, email });

const personIn = (row: SessionRow): Person | null =>
  isRole(row.role) ? { ...personOf(row), role: row.role, mayReveal: row.mayReveal } : null;

export function readRenewal(row: SessionRow, key: Keyring): Renewal | null {
  const plain = row.refreshToken === null ? null : unseal(row.refreshToken, key);
  return plain === null ? null : (JSON.parse(plain) as Renewal);
}

/** For the row of a new session. */
export const sealRenewal = (renewal: Renewal, key: Keyring): string => seal(JSON.stringify(renewal), key);
