import { ALLOWED_LATENESS_MS } from "#lib/detector/context";
import type { JudgedExecution } from "#lib/detector/judgement";
import { ARRIVES_WITHIN_MS } from "#lib/detector/seen-by";
import { STATES } from "#lib/detector/verdict";
import type { SaidWords } from "./said-store.ts";
import type { SaidTableRow } from "./schema-settings.ts";
import { textKey, toStored } from "./stored-text.ts";

/** The last moment that a date can name. */
export const STILL_SAID = 8.64e15;

/**
 * Of what was read as history (loaded at once, or after an outage): the moment at which it could have been said by its own times, as cases are
 * opened by them. Null for what was watched: that was said when it was said.
 */
export function ownTime({ execution, judgement }: JudgedExecution): number | null {
  const last = execution.steps.findLast((step) => step !== null);
  if (!last || last.seenAt - last.endMs <= ARRIVES_WITHIN_MS) return null;
  const { state, verdict } = judgement;
  if (state === "stuck" || state === "failed" || state === "cannot-tell")
    return Math.max(verdict.since + ALLOWED_LATENESS_MS, execution.lastActivityMs);
  if (state === "done" || state === "done-late") return judgement.endedMs ?? execution.lastActivityMs;
  return Math.max(execution.lastActivityMs, state === "running" ? 0 : verdict.since);
}

/** It was under way from its start until then. */
export const runningRow = (row: SaidTableRow, startedMs: number): SaidTableRow => ({
  ...row,
  ...{ known_at: startedMs, until_at: row.known_at, since_ms: startedMs },
  ...{ state: STATES.indexOf("running"), cause: null, words: null },
});

export function toSaidRow(key: string, { execution, judgement }: JudgedExecution, at: number, now: number): SaidTableRow {
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
