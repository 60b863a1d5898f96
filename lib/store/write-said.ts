import { CompiledQuery } from "kysely";
import type { UnixMs } from "#lib/base/time";
import type { Flavour } from "./flavour.ts";
import type { JudgedKey } from "./index-rows.ts";
import { insertStatements, replaceOn } from "./insert-rows.ts";
import { ownTime, runningRow, STILL_SAID, toSaidRow } from "./said-row.ts";
import type { SaidTableRow } from "./schema-settings.ts";
import { inList, listValue, type Statement } from "./statements.ts";

export const GONE = -1;

/** What is said of these orders' executions until something else is. */
export function stillSaid(flavour: Flavour, keys: readonly string[]): Statement<SaidTableRow> {
  const text = `select * from said where until_at = ${flavour === "sqlite" ? "?" : "$1"} and ${inList(flavour, "key_hash", 2)}`;
  return CompiledQuery.raw(text, [STILL_SAID, listValue(flavour, keys)]) as Statement<SaidTableRow>;
}

/**
 * Where something else is said of an execution than before, the old word ends and the new one begins: once for a change, not once for a judging.
 * `at` is the time that judged, `open` what is still said.
 */
export function writeSaid(
  flavour: Flavour,
  keys: readonly JudgedKey[],
  open: readonly SaidTableRow[],
  at: UnixMs,
  now: UnixMs,
): readonly Statement[] {
  const fresh: SaidTableRow[] = [];
  const past: SaidTableRow[] = [];
  const before = new Map(open.map((row) => [row.execution_hash, row]));
  for (const { hash, judged: all } of keys)
    for (const judged of all) {
      const row = toSaidRow(hash, judged, Math.min(at, ownTime(judged) ?? at), now);
      const known = before.get(row.execution_hash);
      before.delete(row.execution_hash);
      if (known && isSame(known, row)) continue;
      fresh.push(known ? { ...row, known_at: Math.max(row.known_at, Number(known.known_at)) } : row);
      // Of history that is read at once, that it was under way is known from its own times.
      if (!known && row.known_at < at && judged.execution.startedMs < row.known_at) past.push(runningRow(row, judged.execution.startedMs));
    }
  // An attempt that turned out to be another's.
  for (const row of before.values())
    if (Number(row.state) !== GONE)
      fresh.push({ ...row, known_at: Math.max(at, Number(row.known_at)), learnt_at: now, state: GONE, words: null });

  const byExecution = new Map(fresh.map((row) => [row.execution_hash, row]));
  const rows = [...past, ...byExecution.values()].map((row) => COLUMNS.map((column) => row[column]));
  return [
    ...endFormer(flavour, open, byExecution),
    ...insertStatements(flavour, "said", COLUMNS, rows, replaceOn(["execution_hash", "known_at"], COLUMNS)),
  ];
}

/** An old word ends when the new one begins. */
function endFormer(flavour: Flavour, open: readonly SaidTableRow[], fresh: ReadonlyMap<string, SaidTableRow>): readonly Statement[] {
  const [until, still] = flavour === "sqlite" ? ["?", "?"] : ["$1", "$2"];
  const text = `update said set until_at = ${until} where until_at = ${still} and ${inList(flavour, "execution_hash", 3)}`;
  const ended = Map.groupBy(
    open.filter((row) => fresh.has(row.execution_hash)).map((row) => row.execution_hash),
    (hash) => fresh.get(hash)!.known_at,
  );
  return Array.from(ended, ([at, hashes]) => CompiledQuery.raw(text, [at, STILL_SAID, listValue(flavour, hashes)]));
}

const isSame = (a: SaidTableRow, b: SaidTableRow): boolean => Number(a.state) === b.state && a.cause === b.cause && a.step_id === b.step_id;

const COLUMNS = [
  "execution_hash",
  "known_at",
  "until_at",
  "learnt_at",
  "key_hash",
  "execution_id",
  "chain_id",
  "has_order",
  "state",
  "cause",
  "step_id",
  "since_ms",
  "words",
] as const;
