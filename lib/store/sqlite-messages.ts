import type { SqliteAnswer, SqliteStatement } from "./sqlite-engine.ts";

/** What the writing thread is told; `statements: null` asks it to close. */
export interface Order {
  readonly id: number;
  readonly statements: readonly SqliteStatement[] | null;
}
export type Reply = { readonly id: number } & ({ readonly answers: readonly SqliteAnswer[] } | { readonly failure: Failure });
export interface Failure {
  readonly message: string;
  readonly code: string | undefined;
}
