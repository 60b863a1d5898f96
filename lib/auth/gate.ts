import type { Result } from "../base/result.ts";
import type { NoViewer, Viewer } from "./viewer.ts";

/** What sign-in offers to `lib/dal` and to the few open routes; one object in the process, made by `lib/server`. */
export interface Gate {
  /** The address that browsers use; `Origin` is compared with its origin. */
  readonly baseUrl: string;
  viewerOfBearer(token: string): Promise<Result<Viewer, NoViewer>>;
  viewerOfCookies(cookies: Readonly<Record<string, string>>): Promise<Result<Viewer, NoViewer>>;
  /** next-auth's own routes below `/api/auth`. */
  handleAuthRoute(request: Request): Promise<Response>;
  /** `GET /signin?callbackUrl=`: straight to the issuer, no page in between. */
  beginSignIn(request: Request): Promise<Response>;
  /** `POST /signout`: the session's row goes, then the cookie. */
  signOut(request: Request): Promise<Response>;
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
