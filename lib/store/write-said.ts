import type { Transaction } from "kysely";
import type { UnixMs } from "#lib/base/time";
import type { Flavour } from "./flavour.ts";
import type { PipelineRound } from "./index-store.ts";
import { chunksOf, insertRows, replaceOn } from "./insert-rows.ts";
import { ownTime, runningRow, STILL_SAID, toSaidRow } from "./said-row.ts";
import type { Tables } from "./schema.ts";
import type { SaidTableRow } from "./schema-settings.ts";
import { textKey } from "./stored-text.ts";

export const GONE = -1;

/** Where something else is said of an execution than before, the old word ends and the new one begins: once for a change, not once for a judging. */
export async function writeSaid(tx: Transaction<Tables>, flavour: Flavour, round: PipelineRound, now: UnixMs): Promise<void> {
  const byKey = new Map(round.executions.map(({ key, judged }) => [textKey(key), judged]));
  if (byKey.size === 0) return;
  const at = round.judgedAt ?? now;
  const fresh: SaidTableRow[] = [];
  const past: SaidTableRow[] = [];
  const ended = new Set<string>();
  for (const keys of chunksOf([...byKey.keys()])) {
    const open = await tx.selectFrom("said").selectAll().where("key_hash", "in", keys).where("until_at", "=", STILL_SAID).execute();
    for (const row of open) ended.add(row.execution_hash);
    const before = new Map(open.map((row) => [row.execution_hash, row]));
    for (const key of keys)
      for (const judged of byKey.get(key)!) {
        const row = toSaidRow(key, judged, Math.min(at, ownTime(judged) ?? at), now);
        const known = before.get(row.execution_hash);
        before.delete(row.execution_hash);
        if (known && isSame(known, row)) continue;
        fresh.push(known ? { ...row, known_at: Math.max(row.known_at, Number(known.known_at)) } : row);
        // Of history that is read at once, that it was under way is known from its own times.
        if (!known && row.known_at < at && judged.execution.startedMs < row.known_at)
          past.push(runningRow(row, judged.execution.startedMs));
      }
    // An attempt that turned out to be another's.
    for (const row of before.values())
      if (Number(row.state) !== GONE)
        fresh.push({ ...row, known_at: Math.max(at, Number(row.known_at)), learnt_at: now, state: GONE, words: null });
  }
  const byExecution = new Map(fresh.map((row) => [row.execution_hash, row]));
  const ends = Map.groupBy(
    [...byExecution.values()].filter((row) => ended.has(row.execution_hash)),
    (row) => row.known_at,
  );
  for (const [until_at, rows] of ends)
    for (const hashes of chunksOf(rows.map((row) => row.execution_hash)))
      await tx.updateTable("said").set({ until_at }).where("execution_hash", "in", hashes).where("until_at", "=", STILL_SAID).execute();
  const rows = [...past, ...byExecution.values()].map((row) => COLUMNS.map((column) => row[column]));
  await insertRows(tx, flavour, "said", COLUMNS, rows, replaceOn(["execution_hash", "known_at"], COLUMNS));
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
