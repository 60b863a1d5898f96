import type { IncomingMessage } from "node:http";
import { clientOf, isLoopback, type Networks } from "../auth/network.ts";

export interface Caller {
  /** The socket's other end. */
  readonly peer: string;
  /** Behind trusted proxies: whom they saw. Else the peer. */
  readonly client: string;
}

/** What the bundled issuer's client (ourselves) asks of it over loopback. */
const BACK_CHANNEL = /^\/oidc\/(token|me|jwks)$/;

/** Null: may not connect at all. Only this process sees the socket, so only it can answer. */
export function admit(req: IncomingMessage, allowed: Networks, trusted: Networks): Caller | null {
  const peer = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"];
  const client = clientOf(peer, Array.isArray(forwarded) ? forwarded.join(",") : forwarded, trusted);
  if (client !== null && allowed.has(client)) return { peer, client };
  const path = (req.url ?? "").split("?")[0] ?? "";
  const isOwnCall = BACK_CHANNEL.test(path) && forwarded === undefined && (isLoopback(peer) || peer === req.socket.localAddress);
  return isOwnCall ? { peer, client: peer } : null;
}

/** Headers that only we or a proxy may set: what a client sent under these names is dropped. */
const OURS =
  /^(x-loupe-|x-forwarded-|forwarded$|x-real-ip$|x-middleware-|x-invoke-|x-matched-path$|x-now-|x-vercel-|content-security-policy)/;

/** From here on every header of these names is our own word; host and protocol are those of BASE_URL, never the caller's. */
export function stampHeaders(req: IncomingMessage, caller: Caller, base: URL, nonce: string, csp: string): void {
  for (const name of Object.keys(req.headers)) if (OURS.test(name)) delete req.headers[name];
  Object.assign(req.headers, {
    host: base.host,
    "x-forwarded-host": base.host,
    "x-forwarded-proto": base.protocol.slice(0, -1),
    "x-forwarded-for": caller.client,
    "x-loupe-peer": caller.peer,
    "x-loupe-client": caller.client,
    "x-loupe-path": withoutRouterQuery(req.url ?? "/"),
    "x-loupe-nonce": nonce,
    // Next takes the nonce for its own scripts from here.
    "content-security-policy": csp,
  });
}

/** `_rsc` marks Next's own fetches; nobody wants to come back to one. */
const withoutRouterQuery = (url: string): string => url.replace(/([?&])_rsc=[^&]*&?/, "$1").replace(/[?&]$/, "");
