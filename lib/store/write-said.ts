import type { Transaction } from "kysely";
import type { UnixMs } from "#lib/base/time";
import type { JudgedExecution } from "#lib/detector/judgement";
import { STATES } from "#lib/detector/verdict";
import type { Flavour } from "./flavour.ts";
import type { PipelineRound } from "./index-store.ts";
import { chunksOf, insertRows, replaceOn } from "./insert-rows.ts";
import type { SaidWords } from "./said-store.ts";
import type { Tables } from "./schema.ts";
import type { SaidTableRow } from "./schema-settings.ts";
import { textKey, toStored } from "./stored-text.ts";

/** The last moment that a date can name. */
export const STILL_SAID = 8.64e15;
export const GONE = -1;

/** Where something else is said of an execution than before, the old word ends and the new one begins: once for a change, not once for a judging. */
export async function writeSaid(tx: Transaction<Tables>, flavour: Flavour, round: PipelineRound, now: UnixMs): Promise<void> {
  const byKey = new Map(round.executions.map(({ key, judged }) => [textKey(key), judged]));
  if (byKey.size === 0) return;
  const at = round.judgedAt ?? now;
  const fresh: SaidTableRow[] = [];
  const ended = new Set<string>();
  for (const keys of chunksOf([...byKey.keys()])) {
    const open = await tx.selectFrom("said").selectAll().where("key_hash", "in", keys).where("until_at", "=", STILL_SAID).execute();
    for (const row of open) ended.add(row.execution_hash);
    const before = new Map(open.map((row) => [row.execution_hash, row]));
    for (const key of keys)
      for (const judged of byKey.get(key)!) {
        const row = toRow(key, judged, at, now);
        const known = before.get(row.execution_hash);
        before.delete(row.execution_hash);
        if (!known || !isSame(known, row)) fresh.push(known ? { ...row, known_at: Math.max(at, Number(known.known_at)) } : row);
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
  const rows = [...byExecution.values()].map((row) => COLUMNS.map((column) => row[column]));
  await insertRows(tx, flavour, "said", COLUMNS, rows, replaceOn(["execution_hash", "known_at"], COLUMNS));
}

const isSame = (a: SaidTableRow, b: SaidTableRow): boolean => Number(a.state) === b.state && a.cause === b.cause && a.step_id === b.step_id;

function toRow(key: string, { execution, judgement }: JudgedExecution, at: number, now: number): SaidTableRow {
  const { verdict } = judgement;
  const words: SaidWords = { text: verdict.text, isolated: verdict.isolated, confidence: verdict.confidence };
  const plain = judgement.state === "done" || judgement.state === "running";
  return {
    execution_hash: textKey(execution.id),
    known_at: at,
    until_at: STILL_SAID,
    learnt_at: now,
    key_hash: key,
    execution_id: toStored(execution.id),
    chain_id: toStored(execution.chainId),
    has_order: execution.orderId === null ? 0 : 1,
    state: STATES.indexOf(judgement.state),
    cause: judgement.cause,
    step_id: judgement.stepId === null ? null : toStored(judgement.stepId),
    since_ms: verdict.since,
    words: plain ? null : toStored(JSON.stringify(words)),
  };
}

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
