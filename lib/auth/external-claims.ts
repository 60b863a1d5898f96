import { grantsOfGroups } from "./roles.ts";

export type Claims = Readonly<Record<string, unknown>>;

/**
 * A claim by its name, else along a path of names with dots: `groups`, `https://example.com/groups`, `realm_access.roles`,
 * `resource_access.my.client.roles` (a name inside may itself have dots: the longest that fits is taken).
 */
export function readClaim(claims: unknown, path: string): unknown {
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) return undefined;
  if (Object.hasOwn(claims, path)) return (claims as Claims)[path];
  for (let at = path.lastIndexOf("."); at > 0; at = path.lastIndexOf(".", at - 1)) {
    const name = path.slice(0, at);
    if (!Object.hasOwn(claims, name)) continue;
    const found = readClaim((claims as Claims)[name], path.slice(at + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Issuers spell groups in many ways: a list of names, of objects with a name, one text, names as keys. With Keycloak's leading slash and without.
 * @param known the configured groups: a name of several words is not taken apart where it is one of them
 */
export function groupsOfClaim(value: unknown, known: Readonly<Record<string, string>>): readonly string[] {
  return listed(value, known).flatMap((group) => (group.startsWith("/") ? [group, group.slice(1)] : [group]));
}

function listed(value: unknown, known: Readonly<Record<string, string>>): readonly string[] {
  if (typeof value === "string") return namesInText(value.trim(), known);
  if (Array.isArray(value)) return value.flatMap(nameOf);
  if (typeof value !== "object" || value === null) return [];
  // `{ "loupe-leads": { "org id": "domain" } }`
  return Object.keys(value).filter((name) => ![null, false, undefined].includes((value as Claims)[name] as null));
}

function nameOf(item: unknown): readonly string[] {
  if (typeof item === "string") return [item];
  if (typeof item !== "object" || item === null) return [];
  for (const key of ["name", "value", "displayName", "display", "cn", "path"]) {
    const name = (item as Claims)[key];
    if (typeof name === "string") return [name];
  }
  return [];
}

function namesInText(text: string, known: Readonly<Record<string, string>>): readonly string[] {
  // A distinguished name has commas of its own.
  if (/^[a-z][\w.-]*=/i.test(text) || grantsOfGroups([text], known) !== null) return [text];
  if (text.startsWith("[")) {
    try {
      const inside: unknown = JSON.parse(text);
      if (Array.isArray(inside)) return inside.flatMap(nameOf);
    } catch {
      // Not JSON: a name that begins so.
    }
  }
  return text
    .split(/[,;]/.test(text) ? /[,;]/ : /\s+/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

const textOf = (claims: Claims, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value = claims[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return null;
};

/** How a person is shown: no issuer gives all of these. */
export function shownName(claims: Claims, otherwise: string): string {
  const parts = [textOf(claims, "given_name"), textOf(claims, "family_name")].filter((part) => part !== null);
  const joined = parts.length > 0 ? parts.join(" ") : null;
  return textOf(claims, "name", "display_name") ?? joined ?? textOf(claims, "preferred_username", "nickname", "upn", "email") ?? otherwise;
}

export const emailOf = (claims: Claims): string | null => textOf(claims, "email");

/** Whom the directory is asked for: the configured claim and no other; without one, the name people type, else the issuer's own. */
export const userNameOf = (claims: Claims, userClaim: string | null, inDirectory: boolean): string | null => {
  const found = userClaim === null ? null : readClaim(claims, userClaim);
  if (userClaim !== null) return typeof found === "string" && found.trim() !== "" ? found.trim() : null;
  return inDirectory ? textOf(claims, "preferred_username", "sub") : textOf(claims, "sub");
};
