import type { OperationStatus } from "../trace/span.ts";
import { countOne, offerExemplar, tallyOne } from "./cell.ts";
import { cellOf, type Delta, seriesOf } from "./delta.ts";
import type { ExecutionEvent } from "./execution-events.ts";
import { hasExemplars, SERIES_KINDS, type SeriesKind } from "./series-key.ts";

/** `weight` −1 takes them out again; traces to look at stay. */
export function applyEvents(delta: Delta, events: readonly ExecutionEvent[], weight: 1 | -1): void {
  for (const { key, minute, status, ns, tally, traceId } of events) {
    const cell = cellOf(seriesOf(delta, key.kind, key.a, key.b), minute);
    if (status !== null) countOne(cell, status, ns, weight);
    if (tally !== null) tallyOne(cell, tally, weight);
    if (weight === 1 && status !== null && traceId !== null && hasExemplars(key.kind))
      offerExemplar(cell, { traceId, ns, failed: status !== "success" });
  }
}

const STATUSES: readonly (OperationStatus | null)[] = [null, "success", "error", "timeout"];

/** As text, beside the order: names once, then `name minute status ns tally`, times as differences. */
export function writeEvents(events: readonly ExecutionEvent[]): string {
  const names: (readonly [number, string, string])[] = [];
  const places = new Map<string, number>();
  let minuteBefore = 0;
  const rows = events.map(({ key, minute, status, ns, tally }) => {
    const text = `${key.kind}\u0001${key.a}\u0001${key.b}`;
    let place = places.get(text);
    if (place === undefined) {
      place = names.length;
      places.set(text, place);
      names.push([SERIES_KINDS.indexOf(key.kind), key.a, key.b]);
    }
    const row = [place, minute - minuteBefore, STATUSES.indexOf(status), ns, tally ?? -1];
    minuteBefore = minute;
    return row;
  });
  return JSON.stringify([names, rows.flat()]);
}

/** @throws on what `writeEvents` did not write */
export function readEvents(text: string): readonly ExecutionEvent[] {
  const [names, cells] = JSON.parse(text) as readonly [readonly (readonly [number, string, string])[], readonly number[]];
  const events: ExecutionEvent[] = [];
  let minute = 0;
  for (let at = 0; at < cells.length; at += 5) {
    const [kind, a, b] = names[cells[at]!]!;
    minute += cells[at + 1]!;
    const tally = cells[at + 4]!;
    events.push({
      key: { kind: SERIES_KINDS[kind] as SeriesKind, a, b },
      minute,
      status: STATUSES[cells[at + 2]!] ?? null,
      ns: cells[at + 3]!,
      tally: tally < 0 ? null : tally,
      traceId: null,
    });
  }
  return events;
}
