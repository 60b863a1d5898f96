/** Rows of cases, what happened to them, and what is to be told of them; see `migration-cases.ts`. */
export type CasesTables = Record<never, never>;
