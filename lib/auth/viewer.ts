import type { Right, Role } from "./roles.ts";

/** Who is looking: a person with a session or a token of their own, or a configured API client. */
export interface Viewer {
  readonly kind: "person" | "client";
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  /** The role's, and `reveal` where a group gives it; less what the scopes of a token leave out. */
  readonly rights: readonly Right[];
  /** Which session or token this is: its fingerprint, never the secret itself. What belongs to one sign-in is kept by it. */
  readonly credential: string;
}

/** Why a caller is nobody. `directory-down`: the person was known, but nobody could confirm them for longer than the grace period. */
export type NoViewer =
  | { readonly kind: "no-credentials" }
  | { readonly kind: "bad-token" }
  | { readonly kind: "session-gone" }
  | { readonly kind: "directory-down" };
