import type { Migration } from "./flavour.ts";

/** Tables of cases, what happened to them, and what is to be told of them. */
export const casesMigration: Migration = () => [];
