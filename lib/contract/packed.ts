/**
 * How a route says that its body is gzip already. Next 16 drops `content-encoding` from a route's answer (`send-response.js`), so the
 * server that owns the socket puts it back under its right name (`lib/server/keep-encoding.ts`); no client sees this one.
 */
export const PACKED_HEADER = "x-loupe-packed";
