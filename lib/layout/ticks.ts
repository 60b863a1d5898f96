// Marks on the broken axis: round moments inside the pieces that are drawn to scale, one label in the middle of each fold.
//
//   14:02:04   :06   :08   :10   :12  │ ⋯ 37 min ⋯ │  14:39

import { tickStep } from "d3";
import { type FoldAxis, toUnits } from "./fold-axis.ts";
import { floorDiv, formatClock, formatDay, formatDuration, type Lang, type Moment } from "./format.ts";
import { type Range, toPixel } from "./viewport.ts";

export interface Tick {
  readonly x: number;
  readonly label: string;
  readonly kind: "moment" | "fold";
  /** Where the fold ends; equal to `x` for a moment. */
  readonly toX: number;
}

/** Seconds that read as round on a clock. */
const CLOCK_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const LEAST_PX = 84;
const DAY_NS = 86_400e9;
/** 11 px monospace. */
const CHARACTER_PX = 6.7;
/** The last label may stand over the edge by this. */
const OVERHANG_PX = 12;
/** A label's room; a fold narrower than this stays unlabelled. */
const FOLD_LABEL_PX = 64;

/** `reserved`: pixels at the right end that something else is written on. */
export function placeTicks(axis: FoldAxis, range: Range, width: number, moment: Moment, lang: Lang, reserved = 0): readonly Tick[] {
  const ticks: Tick[] = [];
  const stepNs = pickStep(((range.to - range.from) / Math.max(1, width)) * LEAST_PX);
  const digits = digitsFor(stepNs);
  let lastRight = -Infinity;
  let lastMinute = "";
  for (let k = 0; k < axis.folded.length; k++) {
    const fromX = toPixel(range, axis.units[k]!, width);
    const toX = toPixel(range, axis.units[k + 1]!, width);
    if (toX < 0 || fromX > width) continue;
    if (axis.folded[k] === 1) {
      const label = toX - fromX >= FOLD_LABEL_PX ? `⋯ ${formatDuration(axis.ns[k + 1]! - axis.ns[k]!, lang)} ⋯` : "⋯";
      const room = Math.min(toX, width - reserved) - Math.max(fromX, lastRight);
      if (room < label.length * CHARACTER_PX) continue;
      ticks.push({ x: Math.max(fromX, lastRight), toX: Math.min(toX, width - reserved), label, kind: "fold" });
      if (label.length > 1) lastRight = toX;
      continue;
    }
    const visibleFrom = Math.max(axis.ns[k]!, axis.ns[k]! + (range.from - axis.units[k]!));
    const visibleTo = Math.min(axis.ns[k + 1]!, axis.ns[k]! + (range.to - axis.units[k]!));
    // After a fold the clock has jumped: where the piece begins, it says where to.
    const begins = { at: visibleFrom, x: Math.max(0, fromX) };
    const rounds = roundMoments(moment, visibleFrom, visibleTo, stepNs).map((at) => ({ at, x: toPixel(range, toUnits(axis, at), width) }));
    for (const { at, x } of [begins, ...rounds]) {
      const full = stepNs >= DAY_NS ? formatDay(moment, at) : formatClock(moment, at, digits);
      const minute = full.slice(0, 5);
      const label = stepNs < DAY_NS && minute === lastMinute ? full.slice(5) : full;
      if (x < lastRight || x + label.length * CHARACTER_PX > width - reserved + (reserved > 0 ? 0 : OVERHANG_PX)) continue;
      lastMinute = minute;
      ticks.push({ x, toX: x, label, kind: "moment" });
      lastRight = x + label.length * CHARACTER_PX + CHARACTER_PX;
    }
  }
  return ticks;
}

export function pickStep(leastNs: number): number {
  const steps = CLOCK_STEPS_S.map((s) => s * 1e9);
  if (leastNs >= 1e9) return steps.find((step) => step >= leastNs) ?? Math.ceil(leastNs / 86_400e9) * 86_400e9;
  // d3 gives 1, 2 or 5 × 10ⁿ for a wished count; the next rounder one where it is too fine.
  let step = tickStep(0, leastNs * 10, 10);
  while (step < leastNs) step = tickStep(0, step * 20, 10);
  return Math.max(1, step);
}

const digitsFor = (stepNs: number): 0 | 3 | 6 | 9 => (stepNs >= 1e9 ? 0 : stepNs >= 1e6 ? 3 : stepNs >= 1e3 ? 6 : 9);

/** Round on the clock and not from the start: bigint, for an absolute nanosecond is beyond a double. */
function roundMoments(moment: Moment, fromNs: number, toNs: number, stepNs: number): readonly number[] {
  if (!(toNs > fromNs) || !Number.isFinite(toNs)) return [];
  const step = BigInt(Math.round(stepNs));
  const first = (floorDiv(moment.startUnixNs + BigInt(Math.ceil(fromNs)) - 1n, step) + 1n) * step;
  const offsets: number[] = [];
  // A range is at most a few thousand pixels; the cap guards against a step that rounding made too small.
  for (let at = Number(first - moment.startUnixNs), n = 0; at <= toNs && n < 500; n++, at += Number(step)) offsets.push(at);
  return offsets;
}
