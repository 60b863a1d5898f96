import type { IncomingMessage } from "node:http";

/**
 * Whether a form was sent from our own page, as far as its browser says so. Clients that are no browsers say nothing, and have no cookies of
 * somebody else's that a foreign page could make use of.
 */
export function isOwnOrigin(req: IncomingMessage, baseUrl: string): boolean {
  const { origin } = req.headers;
  if (origin !== undefined) return origin === new URL(baseUrl).origin;
  const site = req.headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}
