// Value axes: counts and shares linear and round, durations linear or by powers, with marks that read as times (1 min, not 60 s).
//
//   durations, log:  10 ms ─ 100 ms ─ 1 s ─ 10 s ─ 1 min ─ 10 min ─ 1 h
import { ticks as roundTicks } from "d3";

export interface ValueAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly scale: "linear" | "log";
}

const DURATIONS = [
  0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 86_400_000, 864_000_000, 8_640_000_000,
] as const;
/** Steps of a linear duration axis; below a second d3's own round ones serve. */
const LINEAR = [1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map((s) => s * 1000);

/** From 0 to the next round number above the greatest; 1 where there is nothing, so that an empty chart has a floor and a ceiling. */
export function countAxis(values: readonly (number | null)[], wished = 4): ValueAxis {
  const greatest = greatestOf(values);
  const whole = greatest >= wished;
  const marks = roundTicks(0, greatest > 0 ? greatest : 1, whole ? wished : Math.max(1, Math.min(wished, Math.ceil(greatest))));
  return closed(
    marks.filter((mark) => Number.isInteger(mark) || greatest < 1),
    greatest,
  );
}

/** Shares of 1; never zooms in below one percent, lest noise look like a mountain. */
export function shareAxis(values: readonly (number | null)[], wished = 4): ValueAxis {
  const greatest = Math.min(1, Math.max(0.01, greatestOf(values)));
  return closed(roundTicks(0, greatest, wished), greatest);
}

/** Where all of it lies near 1 (on-time shares), the axis begins at a round number below the least. */
export function highShareAxis(values: readonly (number | null)[], wished = 4): ValueAxis {
  const least = values.reduce<number>((low, value) => (value !== null && value < low ? value : low), 0.99);
  const marks = roundTicks(Math.max(0, least - (1 - least) * 0.15), 1, wished);
  const low = Math.min(marks[0] ?? 0, least);
  return { low, high: 1, ticks: marks, scale: "linear" };
}

export function durationAxis(values: readonly (number | null)[], wished = 4): ValueAxis {
  const greatest = greatestOf(values) || 1_000;
  const step = LINEAR.find((one) => greatest / one <= wished + 0.5);
  if (greatest < 4_000 || step === undefined) return closed(roundTicks(0, greatest, wished), greatest);
  const marks = Array.from({ length: Math.ceil(greatest / step) + 1 }, (_, index) => index * step);
  return closed(marks, greatest);
}

/** Linear, but by powers where the greatest is so far above the least that the least would lie on the floor. */
export function latencyAxis(values: readonly (number | null)[]): ValueAxis {
  const known = values.filter((value): value is number => value !== null && value > 0);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return known.length > 0 && most / least > FLAT ? logDurationAxis(least * 0.7, most * 1.3) : durationAxis(values);
}
const FLAT = 25;

/** By powers, for what spreads from milliseconds to hours. The ends are the data's own. */
export function logDurationAxis(low: number, high: number): ValueAxis {
  const from = Math.max(1e-3, Math.min(low, high));
  const to = Math.max(from * 1.01, high);
  return { low: from, high: to, ticks: DURATIONS.filter((mark) => mark >= from && mark <= to), scale: "log" };
}

/** Pixels from the top. */
export function toY(axis: ValueAxis, value: number, height: number): number {
  const { low, high, scale } = axis;
  const share =
    scale === "log" ? Math.log(Math.max(low, value) / low) / Math.log(high / low) : high > low ? (value - low) / (high - low) : 0;
  return height - Math.min(1, Math.max(0, share)) * height;
}

function closed(marks: readonly number[], greatest: number): ValueAxis {
  const step = (marks[1] ?? 1) - (marks[0] ?? 0);
  const last = marks.at(-1) ?? 0;
  const ticks = last < greatest ? [...marks, last + step] : marks;
  return { low: 0, high: ticks.at(-1) || 1, ticks, scale: "linear" };
}

const greatestOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((most, value) => (value !== null && Number.isFinite(value) && value > most ? value : most), 0);
