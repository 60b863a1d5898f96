import type { Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import type { SessionBook } from "./session-list.ts";
import type { NoViewer, Viewer } from "./viewer.ts";

/** What sign-in offers to `lib/dal` and to the few open routes; one object in the process, made by `lib/server`. */
export interface Gate extends Tokens, SessionBook {
  /** The address that browsers use; `Origin` is compared with its origin. */
  readonly baseUrl: string;
  viewerOfBearer(token: string): Promise<Result<Viewer, NoViewer>>;
  /** `unseen`: looked at by itself (an open stream), which does not keep a session from being idle. */
  viewerOfCookies(cookies: Readonly<Record<string, string>>, unseen?: boolean): Promise<Result<Viewer, NoViewer>>;
  /** next-auth's own routes below `/api/auth`. */
  handleAuthRoute(request: Request): Promise<Response>;
  /** `GET /signin?callbackUrl=`: straight to the issuer, no page in between. */
  beginSignIn(request: Request): Promise<Response>;
  /** `POST /api/auth/backchannel-logout`: the company's issuer says that a session of its own is over. */
  backChannelLogout(request: Request): Promise<Response>;
  /** `POST /signout`: the session's row goes, then the cookie. */
  signOut(request: Request): Promise<Response>;
}

/** A token of the API as its owner and the administrators see it: never the token itself. */
export interface TokenInfo {
  /** To revoke it by. */
  readonly id: string;
  /** A person's, signed in at a terminal; or a configured client's. */
  readonly kind: "device" | "client";
  /** The person's `sub`, or the client's id. */
  readonly owner: string;
  readonly client: string;
  /** What it was limited to; empty: everything of its owner's role. */
  readonly scopes: readonly string[];
  readonly createdAt: UnixMs;
  /** With a device: when its person has to sign in again. */
  readonly expiresAt: UnixMs;
  /** To the minute. */
  readonly lastUsedAt: UnixMs | null;
}

export interface Tokens {
  /** Newest first. With another issuer than the bundled one: none, they are kept there. */
  listTokens(filter: { readonly sub?: string; readonly client?: string }): Promise<readonly TokenInfo[]>;
  /** With all that was made of it, at once, on every replica; audited. Null: no such token. */
  revokeToken(id: string, by: string): Promise<TokenInfo | null>;
  /** Every token of a person who has left; audited. */
  revokeTokensOf(sub: string, why: string): Promise<number>;
  /** The people who hold tokens, to be asked of the directory. */
  ownersOfTokens(): Promise<readonly string[]>;
}

const slot = Symbol.for("loupe.gate");

export function provideGate(gate: Gate): void {
  (globalThis as Record<symbol, unknown>)[slot] = gate;
}

export function gate(): Gate {
  const provided = (globalThis as Record<symbol, unknown>)[slot] as Gate | undefined;
  if (!provided) throw new Error("Loupe's sign-in is not started: run `npm start`, not `next start`");
  return provided;
}
