import { CompiledQuery, type Transaction } from "kysely";
import type { Flavour } from "./flavour.ts";
import type { Tables } from "./schema.ts";
import { runTogether, type Statement } from "./statements.ts";

/** Below both limits: SQLite binds 32,766 values to a statement, PostgreSQL 65,535. */
const MAX_VALUES = 16_000;

type Cell = string | number | null;
export type Rows = readonly (readonly Cell[])[];

/**
 * Many rows in few statements. Kysely's builder makes a node per value, which costs more than SQLite's own work; here the text of
 * a statement is made once per row count and only values travel. Row counts are powers of two, so that few texts exist.
 */
export function insertStatements(
  flavour: Flavour,
  table: keyof Tables,
  columns: readonly string[],
  rows: Rows,
  suffix = "",
): readonly Statement[] {
  const statements: Statement[] = [];
  const most = 2 ** Math.floor(Math.log2(MAX_VALUES / columns.length));
  for (let from = 0; from < rows.length; ) {
    const count = Math.min(most, 2 ** Math.floor(Math.log2(rows.length - from)));
    const values: Cell[] = new Array(count * columns.length);
    let at = 0;
    for (let index = from; index < from + count; index++) for (const cell of rows[index]!) values[at++] = cell;
    statements.push(CompiledQuery.raw(statement(flavour, table, columns, count, suffix), values));
    from += count;
  }
  return statements;
}

/** Returns how many rows were written (`on conflict do nothing` leaves some out). */
export async function insertRows(
  tx: Transaction<Tables>,
  flavour: Flavour,
  table: keyof Tables,
  columns: readonly string[],
  rows: Rows,
  suffix = "",
): Promise<number> {
  if (rows.length === 0) return 0;
  const results = await runTogether(tx, flavour, insertStatements(flavour, table, columns, rows, suffix));
  return results.reduce((written, { numAffectedRows }) => written + Number(numAffectedRows ?? 0n), 0);
}

const texts = new Map<string, string>();

function statement(flavour: Flavour, table: string, columns: readonly string[], count: number, suffix: string): string {
  const key = `${flavour} ${table} ${columns.length} ${count} ${suffix}`;
  let text = texts.get(key);
  if (text === undefined) {
    let number = 0;
    const row = () => `(${columns.map(() => (flavour === "sqlite" ? "?" : `$${++number}`)).join(",")})`;
    text = `insert into ${table} (${columns.join(",")}) values ${Array.from({ length: count }, row).join(",")} ${suffix}`;
    texts.set(key, text);
  }
  return text;
}

/** `on conflict (key) do update` of all other columns. */
export const replaceOn = (key: readonly string[], columns: readonly string[]): string =>
  `on conflict (${key.join(",")}) do update set ${columns
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`)
    .join(", ")}`;

/** Splits a list for `in (…)`. */
export function chunksOf<T>(items: readonly T[], size = 500): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
