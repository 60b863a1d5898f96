/**
 * Order ids in paths. Any character is allowed in an id, percent-encoded; but URL parsers fold `%2e%2e` and some routers split at `%2F`.
 * So the server that owns the socket rewrites `/orders/<percent-encoded>` to `/orders/~<base64url>` before Next sees it, and the route reads
 * its parameter with `decodeOrderIdParam`. Links are written with `orderPath`; nobody outside ever sees the `~` form.
 *
 *   /api/v1/orders/a%2Fb%2F..%2Fc/waterfall  →  /api/v1/orders/~YS9iLy4uL2M/waterfall
 */
export function encodeOrderIdParam(orderId: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(orderId)) bytes += String.fromCharCode(byte);
  return `~${btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** What a page or route handler finds in `params.orderId`. */
export function decodeOrderIdParam(param: string): string {
  const plain = /^(?:~|%7e)([\w-]*)$/i.exec(param)?.[1];
  // One character alone is no base64: not ours.
  if (plain === undefined || plain.length % 4 === 1) return decodeSafely(param);
  const bytes = atob(plain.replaceAll("-", "+").replaceAll("_", "/"));
  // A byte order mark at an id's beginning is part of the id.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}

/** The address of an order's page, for links. */
export const orderPath = (orderId: string): string => `/orders/${encodeURIComponent(orderId)}`;

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
