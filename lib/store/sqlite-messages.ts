import type { SqliteAnswer } from "./sqlite-engine.ts";

/** What the writing thread is told; `sql: null` asks it to close. */
export interface Order {
  readonly id: number;
  readonly sql: string | null;
  readonly values: readonly unknown[];
}
export type Reply = { readonly id: number } & ({ readonly answer: SqliteAnswer } | { readonly failure: Failure });
export interface Failure {
  readonly message: string;
  readonly code: string | undefined;
}
