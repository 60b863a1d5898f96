import type { IncomingMessage } from "node:http";

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A change that a browser began on a page which is not ours: another site, a sibling name, another port, a sandbox (`Origin: null`). Cookies would
 * travel with it. What carries its own credentials in a header was not begun by a form, and what says nothing of its origin is no browser's:
 * the room that answers asks further (`lib/dal/authorise.ts` wants an origin, the login form its interaction's cookie).
 */
export function isForeignChange(req: IncomingMessage, base: URL): boolean {
  if (READS.has(req.method ?? "") || req.headers.authorization !== undefined) return false;
  const { origin, "sec-fetch-site": site } = req.headers;
  return (origin !== undefined && origin !== base.origin) || site === "cross-site" || site === "same-site";
}
