import { encodeOrderIdParam } from "../contract/order-param.ts";

const ORDER = /^(\/(?:api\/v1\/)?orders\/)([^/?#]+)(.*)$/s;

/** See `lib/contract/order-param.ts`. Null: the path is not percent-encoded UTF-8, which Next answers with a 500. */
export function rewriteOrderPath(url: string): string | null {
  const found = ORDER.exec(url);
  const [, before = "", raw = "", after = ""] = found ?? [];
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    if (!found) return url;
    return before + encodeOrderIdParam(decodeURIComponent(raw)) + after;
  } catch {
    return null;
  }
}
