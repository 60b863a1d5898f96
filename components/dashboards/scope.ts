// Scopes of /series, and the pages that show them:  chain:ID  step:ID/STEP  wait:ID/STEP  service:X  operation:X/NAME

/** Only the kind's colon and the first slash divide: services and operations may hold both. */
export function pathOfScope(scope: string): string {
  const [, kind = "", rest = ""] = /^([a-z]+):([\s\S]*)$/.exec(scope) ?? [];
  const first = rest.split("/")[0] ?? "";
  if (kind === "chain" || kind === "step" || kind === "wait") return pathOfChain(first);
  if (kind === "service") return pathOfService(rest);
  if (kind === "operation") return pathOfService(first, rest.slice(first.length + 1));
  return "/overview";
}

export const pathOfChain = (id: string): string => `/chains/${encodeURIComponent(id)}`;
export const pathOfService = (name: string, operation = ""): string =>
  `/services/${encodeURIComponent(name)}${operation === "" ? "" : `?op=${encodeURIComponent(operation)}`}`;

/** `path` may have a query of its own; `search` begins with `?` or is empty. */
export const joinAddress = (path: string, search: string): string =>
  path.includes("?") ? `${path}${search.replace("?", "&")}` : path + search;
