import { CompiledQuery, type QueryResult, type Transaction } from "kysely";
import type { Flavour } from "./flavour.ts";
import type { Tables } from "./schema.ts";

/** `R`: its rows. */
export type Statement<R = unknown> = CompiledQuery<R>;

/** Several statements that SQLite's connection sends as one message (`sqlite-dialect.ts`): the rows of its answer are their answers. */
export interface Together extends CompiledQuery<QueryResult<unknown>> {
  readonly together: readonly Statement[];
  /** The transaction ends with them. */
  readonly commits: boolean;
}

type Answers<S extends readonly Statement[]> = { readonly [At in keyof S]: S[At] extends Statement<infer R> ? QueryResult<R> : never };

/**
 * Statements of a transaction that wait for no answer of each other. SQLite's thread gets them in one message and answers once: this thread is
 * busy while a scan runs, and each answer would wait for its next turn. The first that fails is the last that is run.
 */
export async function runTogether<const S extends readonly Statement[]>(
  tx: Transaction<Tables>,
  flavour: Flavour,
  statements: S,
  { commits = false }: { readonly commits?: boolean } = {},
): Promise<Answers<S>> {
  if (flavour === "sqlite") {
    const query: Together = { ...CompiledQuery.raw("together"), together: statements, commits };
    return (await tx.executeQuery(query)).rows as readonly unknown[] as Answers<S>;
  }
  const answers: QueryResult<unknown>[] = [];
  for (const statement of statements) answers.push(await tx.executeQuery(statement));
  return answers as readonly unknown[] as Answers<S>;
}

/** `column in (…)` of any length as one value and one text: Kysely makes a node of each value, and another statement of each count. */
export const inList = (flavour: Flavour, column: string, place: number): string =>
  flavour === "sqlite" ? `${column} in (select value from json_each(?))` : `${column} = any($${place})`;

export const listValue = (flavour: Flavour, values: readonly (string | number)[]): unknown =>
  flavour === "sqlite" ? JSON.stringify(values) : values;

/** Whole rows of `table` whose `column` is among the values. */
export const selectIn = <Name extends keyof Tables>(
  flavour: Flavour,
  table: Name,
  column: keyof Tables[Name] & string,
  values: readonly (string | number)[],
): Statement<Tables[Name]> =>
  CompiledQuery.raw(`select * from ${table} where ${inList(flavour, column, 1)}`, [listValue(flavour, values)]) as Statement<Tables[Name]>;
