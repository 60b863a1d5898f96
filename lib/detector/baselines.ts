import { createJoinedKeys } from "../base/joined-key.ts";
import { addValue, createSketch, mergeSketch, quantilesOf, type Sketch } from "../base/sketch.ts";
import { addEncoded, encodeSketch } from "../base/sketch-text.ts";
import { HOUR_MS, type Ms, type UnixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { tookBetween } from "./front.ts";

/**
 * How long things usually take (rule 2), by hour of week: of every chain as a whole, of the way to each step, of the queue's wait before it,
 * of the step's own span.
 *
 *   "step price-calculation crm-api" → hour 494121 → sketch of 37 passes, 1 of them beyond the soft deadline
 *
 * Executions that were stuck are left out by who feeds it, hours of incidents by who reads it: hours in which more than one in ten was late,
 * unless most hours are like that, which is no incident but how it is.
 */
export interface BaselineBook {
  readonly hours: Map<string, Map<number, HourOfOne>>;
  readonly changed: Set<number>;
  /** Event time at which it was last written. */
  savedAtMs: number;
  readonly answers: Map<string, { readonly usual: Usual | null; readonly atCount: number; readonly hour: number }>;
  readonly counts: Map<string, number>;
}

interface HourOfOne {
  count: number;
  late: number;
  /** Open while its hour is being filled; text otherwise, thirty times smaller. */
  sketch: Sketch | null;
  text: string;
}

export type BaselineKind = "chain" | "step" | "wait" | "span";

/** What is usual, and of how many passes that is known. */
export interface Usual {
  readonly p50: Ms;
  readonly p95: Ms;
  readonly p99: Ms;
  readonly samples: number;
  /** Of this hour of the week; where too few are known of it, of all hours. */
  readonly of: "hour-of-week" | "all";
}

const ENOUGH_SAMPLES = 200;
const INCIDENT_SHARE = 0.1;
export const HOURS_A_WEEK = 168;
/** Five weeks: five samples of each hour of the week. */
export const KEPT_HOURS = 5 * HOURS_A_WEEK;
/** In fewer hours than a day has, a long incident cannot be told from how it always is. */
const HOURS_TO_TELL = 24;
const NS = 1e6;

export const createBaselines = (): BaselineBook => ({
  hours: new Map(),
  changed: new Set(),
  savedAtMs: Number.NEGATIVE_INFINITY,
  answers: new Map(),
  counts: new Map(),
});

const joined = createJoinedKeys(" ");

export const baselineKey = (kind: BaselineKind, chainId: string, stepId: string | null): string =>
  stepId === null ? joined(kind, chainId) : joined(joined(kind, chainId), stepId);

/** An execution that came to its end; once each, and not one that was stuck on its way. */
export function feedBaselines(book: BaselineBook, execution: Execution, chain: Chain, hour: number): void {
  const last = execution.steps.at(-1);
  if (!last) return;
  const start = execution.steps[0];
  if (start) add(book, baselineKey("chain", chain.id, null), hour, last.endMs - start.startMs, false);
  for (let index = 0; index < chain.steps.length; index++) {
    const step = chain.steps[index]!;
    const seen = execution.steps[index];
    if (!seen || seen.inferred) continue;
    add(book, baselineKey("span", chain.id, step.id), hour, seen.endMs - seen.startMs, false);
    if (seen.waitMs !== null) add(book, baselineKey("wait", chain.id, step.id), hour, seen.waitMs, false);
    const before = execution.steps[index - 1];
    if (!before) continue;
    const tookMs = tookBetween(before, seen);
    add(book, baselineKey("step", chain.id, step.id), hour, tookMs, step.softMs !== null && tookMs > step.softMs);
  }
}

function add(book: BaselineBook, key: string, hour: number, ms: Ms, late: boolean): void {
  const one = hourOfKey(book, key, hour);
  one.sketch ??= readSketch(one.text);
  addValue(one.sketch, Math.max(0, ms) * NS);
  one.count++;
  if (late) one.late++;
  book.counts.set(key, (book.counts.get(key) ?? 0) + 1);
  book.changed.add(hour);
}

function hourOfKey(book: BaselineBook, key: string, hour: number): HourOfOne {
  let hours = book.hours.get(key);
  if (hours === undefined) {
    hours = new Map();
    book.hours.set(key, hours);
  }
  let one = hours.get(hour);
  if (one === undefined) {
    one = { count: 0, late: 0, sketch: null, text: "" };
    hours.set(hour, one);
  }
  return one;
}

function readSketch(text: string): Sketch {
  const sketch = createSketch();
  if (text !== "") addEncoded(sketch, text);
  return sketch;
}

/** What is usual at that time; null where fewer than 200 passes are known. Remembered until a twentieth more have been counted. */
export function usualOf(book: BaselineBook, key: string, at: UnixMs): Usual | null {
  const hour = Math.floor(at / HOUR_MS);
  const ofWeek = hour % HOURS_A_WEEK;
  const count = book.counts.get(key) ?? 0;
  const remembered = book.answers.get(`${key} ${ofWeek}`);
  if (remembered && remembered.hour === hour && count < remembered.atCount * 1.05 + 20) return remembered.usual;
  const hours = withoutIncidents([...(book.hours.get(key) ?? [])]);
  const usual =
    summarise(
      hours.filter(([one]) => one % HOURS_A_WEEK === ofWeek),
      "hour-of-week",
    ) ?? summarise(hours, "all");
  book.answers.set(`${key} ${ofWeek}`, { usual, atCount: count, hour });
  return usual;
}

type Hours = readonly (readonly [number, HourOfOne])[];

function withoutIncidents(hours: Hours): Hours {
  const calm = hours.filter(([, { late, count }]) => late <= INCIDENT_SHARE * count);
  return calm.length * 2 >= hours.length || hours.length < HOURS_TO_TELL ? calm : hours;
}

function summarise(hours: Hours, of: Usual["of"]): Usual | null {
  if (hours.reduce((sum, [, { count }]) => sum + count, 0) < ENOUGH_SAMPLES) return null;
  const all = createSketch();
  for (const [, one] of hours) {
    if (one.sketch) mergeSketch(all, one.sketch);
    else if (one.text !== "") addEncoded(all, one.text);
  }
  const [p50, p95, p99] = quantilesOf(all, [0.5, 0.95, 0.99]).map((ns) => (ns ?? 0) / NS);
  return { p50: p50!, p95: p95!, p99: p99!, samples: all.count, of };
}

/** Hours as text, and the oldest forgotten: five weeks and no more, by event time. Answers those whose documents are to be emptied. */
export function trimBaselines(book: BaselineBook): readonly number[] {
  const newestFirst = [...keptBaselineHours(book)].sort((a, b) => b - a);
  const kept = new Set(newestFirst.slice(0, KEPT_HOURS));
  const open = new Set(newestFirst.slice(0, 3));
  for (const hours of book.hours.values())
    for (const [hour, one] of hours) {
      if (!kept.has(hour)) hours.delete(hour);
      else if (one.sketch && !open.has(hour)) {
        one.text = encodeSketch(one.sketch);
        one.sketch = null;
      }
    }
  return newestFirst.slice(KEPT_HOURS);
}

export function keptBaselineHours(book: BaselineBook): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const hours of book.hours.values()) for (const hour of hours.keys()) kept.add(hour);
  return kept;
}

export type BaselineHour = Readonly<Record<string, readonly [count: number, late: number, sketch: string]>>;

export function writeBaselineHour(book: BaselineBook, hour: number): BaselineHour {
  const written: Record<string, readonly [number, number, string]> = Object.create(null);
  for (const [key, hours] of book.hours) {
    const one = hours.get(hour);
    if (one) written[key] = [one.count, one.late, one.sketch ? encodeSketch(one.sketch) : one.text];
  }
  return written;
}

export function readBaselineHour(book: BaselineBook, hour: number, document: BaselineHour): void {
  for (const [key, [count, late, text]] of Object.entries(document)) {
    const hours = book.hours.get(key) ?? new Map<number, HourOfOne>();
    book.hours.set(key, hours);
    hours.set(hour, { count, late, sketch: null, text });
    book.counts.set(key, (book.counts.get(key) ?? 0) + count);
  }
}
