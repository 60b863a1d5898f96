import type { Role } from "./roles.ts";

/** Who is looking: a person with a session or a token of their own, or a configured API client. */
export interface Viewer {
  readonly kind: "person" | "client";
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
}

/** Why a caller is nobody. `directory-down`: the person was known, but nobody could confirm them for longer than the grace period. */
export type NoViewer =
  | { readonly kind: "no-credentials" }
  | { readonly kind: "bad-token" }
  | { readonly kind: "session-gone" }
  | { readonly kind: "directory-down" };
