// From what was promised to what was done, on one line: moments in order, and between two of them a length that says how long, seconds and
// days beside each other. Lengths grow with the logarithm, so that none vanishes and the longest is still seen as such.
//
//   deadline     detected   taken           now
//   ●───12 s──────●──4 min───●╌╌╌╌╌37 min╌╌╌╌○ recovered: not yet

import { cumsum, scaleLog } from "d3";

export interface Moment<K extends string> {
  readonly kind: K;
  /** ms since 1970; null while it has not come. */
  readonly at: number | null;
}

export interface Mark<K extends string> {
  readonly kind: K;
  readonly at: number | null;
  /** 0…1 of the line. */
  readonly x: number;
}

/** What lies before a mark. `ms` null: it comes from nothing that has been. `isOpen`: it lasts still, and grows. */
export interface Span {
  readonly fromX: number;
  readonly toX: number;
  readonly ms: number | null;
  readonly isOpen: boolean;
}

export interface CaseClocks<K extends string> {
  readonly marks: readonly Mark<K>[];
  readonly spans: readonly Span[];
}

/** Of one second and of a day: a moment's label needs a fifth of the line, a day is twice as long as a second. */
const LENGTHS = [1, 2] as const;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** Moments that have come in the order of time, those that have not come after them in the order given; the first of these is awaited now. */
export function layoutCaseClocks<K extends string>(moments: readonly Moment<K>[], now: number): CaseClocks<K> {
  const came = moments.filter((one) => one.at !== null).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const ordered = [...came, ...moments.filter((one) => one.at === null)];
  const length = scaleLog([SECOND_MS, DAY_MS], LENGTHS).clamp(true);
  const waits = ordered.slice(1).map((one, index): { readonly ms: number | null; readonly isOpen: boolean } => {
    const before = ordered[index]?.at ?? null;
    if (before === null) return { ms: null, isOpen: false };
    return one.at === null ? { ms: Math.max(0, now - before), isOpen: true } : { ms: one.at - before, isOpen: false };
  });
  const lengths = waits.map(({ ms }) => (ms === null ? LENGTHS[0] : length(Math.max(SECOND_MS, ms))));
  const ends = cumsum(lengths);
  const xs = [0, ...ends].map((end) => end / (ends.at(-1) || 1));
  return {
    marks: ordered.map((one, index) => ({ ...one, x: xs[index] ?? 1 })),
    spans: waits.map((wait, index) => ({ ...wait, fromX: xs[index] ?? 0, toX: xs[index + 1] ?? 1 })),
  };
}
