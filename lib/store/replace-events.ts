import type { UnixMs } from "#lib/base/time";
import { applyEvents, readEvents, writeEvents } from "../rollups/apply-events.ts";
import type { Delta } from "../rollups/delta.ts";
import { type ExecutionEvent, executionEvents } from "../rollups/execution-events.ts";
import type { Flavour } from "./flavour.ts";
import type { JudgedKey } from "./index-rows.ts";
import { insertStatements, replaceOn } from "./insert-rows.ts";
import type { RollupsTables } from "./schema-rollups.ts";
import { type Statement, selectIn } from "./statements.ts";
import { fromStored, toStored } from "./stored-text.ts";

type EventsRow = RollupsTables["rollup_events"];

export const formerEvents = (flavour: Flavour, keys: readonly string[]): Statement<EventsRow> =>
  selectIn(flavour, "rollup_events", "key_hash", keys);

/**
 * What executions add to the series. Their former part, kept beside their order, is taken out in the same breath; so whatever is delivered or
 * judged again, everything is in the series exactly once.
 */
export function replaceEvents(
  flavour: Flavour,
  delta: Delta,
  keys: readonly JudgedKey[],
  former: readonly EventsRow[],
  now: UnixMs,
): readonly Statement[] {
  const before = new Map(former.map((row) => [row.key_hash, row.events]));
  const rows: (readonly (string | number)[])[] = [];
  for (const { hash, judged } of keys) {
    const events = executionEvents(judged);
    const text = toStored(writeEvents(events));
    const old = before.get(hash);
    if (old === text) continue;
    if (old !== undefined) applyEvents(delta, readFormer(old), -1);
    applyEvents(delta, events, 1);
    rows.push([hash, now, text]);
  }
  return insertStatements(flavour, "rollup_events", EVENT_COLUMNS, rows, replaceOn(["key_hash"], EVENT_COLUMNS));
}

const EVENT_COLUMNS = ["key_hash", "at", "events"] as const;

/** A damaged row must not stop every round from now on: what it added stays counted, which is the smaller harm. */
function readFormer(stored: string): readonly ExecutionEvent[] {
  try {
    return readEvents(fromStored(stored));
  } catch {
    return [];
  }
}
