/**
 * Where to go after the sign-in: an address of our own, or the start page. Browsers drop tabs and line ends, read `\` as `/`, and take `//host`
 * and `https:host` for addresses elsewhere; what any of these could be made of is not looked at twice.
 */
export function safePath(wanted: string, baseUrl: string): string {
  const start = new URL("/", baseUrl);
  if (wanted.length > MOST_CHARS || !/^\/(?![/\\])/.test(wanted) || /[\\\p{Cc}\p{Cs}]/u.test(wanted)) return start.href;
  try {
    const url = new URL(wanted, start);
    // `/a/..//evil.test` folds into a path that begins with two slashes: harmless as it stands, not to be handed on as a path.
    return url.origin === start.origin && !url.pathname.startsWith("//") ? url.href : start.href;
  } catch {
    return start.href;
  }
}

/** An order's id of 4,096 characters, percent-encoded, is the longest that a page of ours needs. */
const MOST_CHARS = 64_000;
