import { API_SCOPES, type ApiScope } from "../../contract/api-scopes.ts";
import type { Right } from "../roles.ts";

/** What a token may be limited to: the rights of the table, each under its own name. Not `reveal`: that is a person's, in front of a page. */
export const SCOPES = Object.keys(API_SCOPES) as readonly Scope[];

export type Scope = ApiScope & Right;

/** About who somebody is, not about what they may do. */
export const IDENTITY_SCOPES = ["openid", "profile", "email"] as const;

export const isScope = (value: string): value is Scope => (SCOPES as readonly string[]).includes(value);

const split = (scope: string | null | undefined): readonly string[] => (scope ?? "").split(" ").filter((one) => one !== "");

/** Of those that are asked for, the ones that limit. */
export const scopesOf = (scope: string | undefined): readonly Scope[] => split(scope).filter(isScope);

export const unknownScopes = (scope: string | null): readonly string[] =>
  split(scope).filter((one) => !isScope(one) && !(IDENTITY_SCOPES as readonly string[]).includes(one) && one !== "offline_access");

/** Without a scope a token may all that its owner's role may; never what was masked. */
export function limitRights(rights: readonly Right[], scope: string | undefined): readonly Right[] {
  const scopes = scopesOf(scope);
  return rights.filter((right) => isScope(right) && (scopes.length === 0 || scopes.includes(right)));
}
