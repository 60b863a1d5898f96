import { encodeOrderIdParam } from "../contract/order-param.ts";

const ORDER = /^(\/(?:api\/v1\/)?orders\/)([^/?#]+)(.*)$/s;

/** See `lib/contract/order-param.ts`. Null: the id is not percent-encoded UTF-8. */
export function rewriteOrderPath(url: string): string | null {
  const found = ORDER.exec(url);
  if (!found) return url;
  const [, before = "", raw = "", after = ""] = found;
  try {
    return before + encodeOrderIdParam(decodeURIComponent(raw)) + after;
  } catch {
    return null;
  }
}
