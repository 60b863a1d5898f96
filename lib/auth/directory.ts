import type { Result } from "../base/result.ts";
import type { Grants } from "./roles.ts";

/** The company's directory as sign-in needs it. */
export interface Directory {
  /** One message for a wrong password, an unknown name and a name that is not unique: none tells a stranger which names exist. */
  signIn(name: string, password: string): Promise<Result<Person, SignInFailure>>;
  /** By the canonical name that `signIn` gave. Null: has left, is disabled, or lost every group that gives a role. */
  find(sub: string): Promise<Result<Person | null, DirectoryDown>>;
  /**
   * By a name as somebody else spells it, an issuer's claim: whatever may be typed at sign-in. The person's `sub` is the directory's spelling,
   * and what to ask by from then on.
   */
  resolve(name: string): Promise<Result<Person | null, DirectoryDown>>;
  /**
   * The same as `find` for many at once, over one connection with few questions: every name that was asked is in the answer.
   * All or nothing: a question that failed is the whole answer, so that nobody is taken for a leaver.
   */
  findAll(subs: readonly string[]): Promise<Result<ReadonlyMap<string, Person | null>, DirectoryDown>>;
  isUp(): Promise<boolean>;
}

export interface Person extends Grants {
  /** As the directory spells it, never as typed. */
  readonly sub: string;
  readonly name: string;
  readonly email: string | null;
}

export interface DirectoryDown {
  readonly kind: "directory-down";
  /** For the log: no password, no filter. */
  readonly detail: string;
}

/** `detail`: why, for the audit log; the page must say the same to everybody. */
export type SignInFailure = { readonly kind: "refused"; readonly detail?: string } | { readonly kind: "no-role" } | DirectoryDown;
