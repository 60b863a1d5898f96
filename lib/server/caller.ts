import type { IncomingMessage } from "node:http";
import { clientOf, isLoopback, type Networks, plainAddress } from "../auth/network.ts";

export interface Caller {
  /** The socket's other end. */
  readonly peer: string;
  /** Behind trusted proxies: whom they saw. Else the peer. */
  readonly client: string;
}

/** What the bundled issuer's client (ourselves) asks of it over loopback. */
const BACK_CHANNEL = /^\/oidc\/(token|me|jwks)$/;

/** The socket's other end, and whom its chain of proxies names; null: a chain that cannot be read. Only this process sees the socket. */
export function whoCalls(req: IncomingMessage, trusted: Networks): { readonly peer: string; readonly client: string | null } {
  const peer = plainAddress(req.socket.remoteAddress ?? "");
  const client = clientOf(peer, forwardedOf(req), trusted);
  return { peer, client: client === null ? null : plainAddress(client) };
}

/** Null: may not connect at all. */
export function admit(req: IncomingMessage, allowed: Networks, trusted: Networks): Caller | null {
  const { peer, client } = whoCalls(req, trusted);
  if (client !== null && allowed.has(client)) return { peer, client };
  const path = (req.url ?? "").split("?")[0] ?? "";
  return BACK_CHANNEL.test(path) && isThisHost(req) ? { peer, client: peer } : null;
}

/** Said by us ourselves, from this machine to itself, and handed on by nobody. */
export function isThisHost(req: IncomingMessage): boolean {
  const { remoteAddress = "", localAddress } = req.socket;
  return (isLoopback(remoteAddress) || remoteAddress === localAddress) && !HANDED_ON.some((name) => name in req.headers);
}

const HANDED_ON = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via"];

/** Several headers of the name are one chain. */
function forwardedOf(req: IncomingMessage): string | undefined {
  const forwarded = req.headers["x-forwarded-for"];
  return Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
}

/** Headers that only we or a proxy may set: what a client sent under these names is dropped. */
const OURS =
  /^(x-loupe-|x-forwarded-|forwarded$|x-real-ip$|x-client-ip$|true-client-ip$|cf-connecting-ip$|x-original-|x-rewrite-url$|x-http-method|x-middleware-|x-invoke-|x-matched-path$|x-now-|x-vercel-|content-security-policy)/;

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
