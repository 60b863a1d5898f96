import { type Clock, unixMs } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import type { IssuerMetadata } from "./external-discovery.ts";
import { IssuerUnreachable } from "./external-http.ts";
import type { IssuerKeys } from "./external-keys.ts";
import { fingerprint } from "./keys.ts";

interface Parts {
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly keys: IssuerKeys;
  readonly discover: () => Promise<IssuerMetadata>;
  readonly clientId: string;
  log(event: string): void;
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const MOST_BYTES = 32_768;
/** How old a token may be, and how far its clock may be ahead. */
const OLDEST_MS = 5 * 60_000;
const AHEAD_MS = 60_000;

class Bad extends Error {}

/** OpenID Connect Back-Channel Logout 1.0: the issuer says that a session of its own, or everything of a person, is over. */
export function makeBackChannelLogout(parts: Parts): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return answer(405, null, { allow: "POST" });
    try {
      const said = await readToken(parts, await formOf(request));
      const ended = await endSessions(parts, said);
      parts.log(`back-channel logout: ${ended} session(s) ended`);
      return answer(200, null);
    } catch (error) {
      if (error instanceof IssuerUnreachable) {
        // 5xx: the issuer tries again.
        parts.log(`back-channel logout could not be judged: ${error.message}`);
        return answer(503, { error: "temporarily_unavailable" }, { "retry-after": "5" });
      }
      const why = error instanceof Bad ? error.message : "logout_token is not valid";
      await parts.store.audit({ at: parts.clock(), actor: "(nobody)", action: "issuer-logout-refused", subject: "issuer", detail: why });
      return answer(400, { error: "invalid_request", error_description: why });
    }
  };
}

interface Said {
  readonly sid: string | null;
  readonly sub: string | null;
}

async function formOf(request: Request): Promise<string> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "")) throw new Bad("not a form");
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) throw new Bad("too long");
  const body = await request.text();
  if (body.length > MOST_BYTES) throw new Bad("too long");
  const tokens = new URLSearchParams(body).getAll("logout_token");
  if (tokens.length !== 1 || !tokens[0]) throw new Bad("exactly one logout_token is wanted");
  return tokens[0];
}

async function readToken({ store, clock, keys, discover, clientId }: Parts, token: string): Promise<Said> {
  const metadata = await discover();
  const payload = await keys.verify(metadata.jwksUri, token, {
    issuer: metadata.issuer,
    audience: clientId,
    requiredClaims: ["iat", "jti", "events"],
  });
  const { iat = 0, jti = "", events, sid, sub } = payload as typeof payload & { readonly events?: unknown; readonly sid?: unknown };
  const age = clock() - iat * 1000;
  if (age > OLDEST_MS || age < -AHEAD_MS) throw new Bad("logout_token is too old, or of the future");
  if (typeof events !== "object" || events === null || !Object.hasOwn(events, EVENT))
    throw new Bad("logout_token has not the event of a logout");
  const event = (events as Readonly<Record<string, unknown>>)[EVENT];
  if (typeof event !== "object" || event === null) throw new Bad("logout_token has not the event of a logout");
  // An id token, signed by the same issuer for the same client, must never do.
  if ("nonce" in payload) throw new Bad("logout_token has a nonce");
  const said: Said = { sid: typeof sid === "string" && sid !== "" ? sid : null, sub: typeof sub === "string" && sub !== "" ? sub : null };
  if (said.sid === null && said.sub === null) throw new Bad("logout_token names neither a session nor a person");
  const id = fingerprint(`${metadata.issuer} ${jti}`);
  if ((await store.getIssuerRecord("LogoutToken", { id })) !== null) throw new Bad("logout_token was used before");
  await store.putGrantRecord({
    ...{ model: "LogoutToken", id, payload: "", grantId: null, uid: null, userCode: null, consumedAt: null, account: null, client: null },
    ...{ createdAt: clock(), lastUsedAt: null, expiresAt: unixMs(clock() + OLDEST_MS + AHEAD_MS + 60_000) },
  });
  return said;
}

async function endSessions({ store, clock }: Parts, { sid, sub }: Said): Promise<number> {
  const isMeant = (row: SessionRow): boolean =>
    sid !== null && row.issuerSid !== null
      ? row.issuerSid === sid && (sub === null || row.issuerSub === sub)
      : sub !== null && row.issuerSub === sub;
  const meant = (await store.listSessions()).filter(isMeant);
  for (const row of meant) {
    await store.deleteSessions({ sid: row.sid });
    await store.audit({ at: clock(), actor: "issuer", action: "session-ended", subject: row.sub, detail: "signed out at the issuer" });
  }
  return meant.length;
}

function answer(status: number, body: object | null, headers: Readonly<Record<string, string>> = {}): Response {
  const all = { "cache-control": "no-store", ...(body === null ? {} : { "content-type": "application/json" }), ...headers };
  return new Response(body === null ? null : JSON.stringify(body), { status, headers: all });
}
