/** A `Cookie` header as a record; the first of two with one name counts, as browsers send the most specific first. */
export function readCookies(header: string | null): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at < 1) continue;
    const name = pair.slice(0, at).trim();
    if (!(name in found)) found[name] = decode(pair.slice(at + 1).trim());
  }
  return found;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
