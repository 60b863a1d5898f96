/** Opaque to clients, and bound to its call: a cursor of `/orders` is refused by `/traces` instead of being misread there. */
export function sealCursor(call: string, inner: string | null): string | null {
  return inner === null ? null : Buffer.from(`1 ${call} ${inner}`, "utf8").toString("base64url");
}

/** null: not one of ours. */
export function openCursor(call: string, sealed: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(sealed)) return null;
  const text = Buffer.from(sealed, "base64url").toString("utf8");
  const head = `1 ${call} `;
  return text.startsWith(head) ? text.slice(head.length) : null;
}
