// Traces as dots: when they began from left to right, how long they took upwards, by powers of ten.
//
//    10 s ┤            ✕              one second and one minute of trouble stand in one picture;
//     1 s ┤   ●  ·  ●     ·           a box drawn around dots is a range of time and of duration
//  100 ms ┤ · · ●· ··· ● ··
//         └──┬────┬────┬────
//         14:02  :04  :06

import { ticks as linearTicks, scaleLog, scaleTime } from "d3";

export interface Dot {
  readonly startMs: number;
  readonly durationMs: number;
  readonly spanCount: number;
}

/** What the plot spans; the box of pixels begins at 0, 0. */
export interface Field {
  readonly fromMs: number;
  readonly toMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
  readonly width: number;
  readonly height: number;
}

/** The ends that were asked for; those left out are where the dots end. */
export interface Asked {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly leastMs?: number | undefined;
  readonly mostMs?: number | undefined;
}

/** A logarithm has no zero: what is shorter than a microsecond stands at the bottom. */
const SHORTEST_MS = 1e-3;
/** Dots at the ends are not cut: this share of the width, and this factor of duration, is left beside them. */
const ASIDE = 0.015;
const ABOVE = 1.4;

export function fitField(dots: readonly Dot[], asked: Asked, width: number, height: number): Field {
  let [first, last, least, most] = [Infinity, -Infinity, Infinity, 0];
  for (const dot of dots) {
    first = Math.min(first, dot.startMs);
    last = Math.max(last, dot.startMs);
    least = Math.min(least, Math.max(SHORTEST_MS, dot.durationMs));
    most = Math.max(most, dot.durationMs, SHORTEST_MS);
  }
  if (dots.length === 0) [first, last, least, most] = [(asked.toMs ?? 3_600_000) - 3_600_000, asked.toMs ?? 3_600_000, 1, 1000];
  const aside = Math.max(500, ((asked.toMs ?? last) - (asked.fromMs ?? first)) * ASIDE);
  const fromMs = asked.fromMs ?? first - aside;
  const leastMs = Math.max(SHORTEST_MS, asked.leastMs && asked.leastMs > 0 ? asked.leastMs / 1.05 : least / ABOVE);
  return {
    fromMs,
    toMs: Math.max(fromMs + 1, asked.toMs ?? last + aside),
    leastMs,
    mostMs: Math.max(leastMs * 1.1, asked.mostMs !== undefined ? asked.mostMs * 1.05 : most * ABOVE),
    width,
    height,
  };
}

/** Loaded dots are to take at least this share of the width; what is older is said in the rest. */
const LEAST_LOADED = 0.75;

/** The asked range, begun later where only its end was loaded: an hour of hatching and two minutes of dots show neither. */
export function frameLoaded(asked: Asked, loadedFromMs: number | null, lastMs: number): Asked {
  const toMs = asked.toMs ?? lastMs;
  if (loadedFromMs === null || asked.fromMs === undefined || toMs <= loadedFromMs) return asked;
  return { ...asked, fromMs: Math.max(asked.fromMs, toMs - (toMs - loadedFromMs) / LEAST_LOADED) };
}

const timeScale = ({ fromMs, toMs, width }: Field) => scaleTime([fromMs, toMs], [0, width]);
const durationScale = ({ leastMs, mostMs, height }: Field) => scaleLog([leastMs, mostMs], [height, 0]);

/** Where each dot stands, as columns, in the order given. */
export interface Places {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly radius: Float32Array;
}

export function placeDots(dots: readonly Dot[], field: Field): Places {
  const [time, duration] = [timeScale(field), durationScale(field)];
  const places = { x: new Float32Array(dots.length), y: new Float32Array(dots.length), radius: new Float32Array(dots.length) };
  dots.forEach((dot, i) => {
    places.x[i] = time(dot.startMs);
    places.y[i] = duration(Math.max(SHORTEST_MS, dot.durationMs));
    places.radius[i] = radiusOf(dot.spanCount);
  });
  return places;
}

/** One span 2.3 px, ten 4, a hundred 6, a thousand and more 9: read as more, not as how much more. */
export const radiusOf = (spanCount: number): number => Math.min(9, 2.3 + 1.85 * Math.log10(Math.max(1, spanCount)));

/** A finger and a hand are not exact. */
const REACH_PX = 6;

/** The dot under the pointer: the nearest by its edge, -1 where none is in reach. */
export function findDot({ x, y, radius }: Places, atX: number, atY: number): number {
  let [found, nearest] = [-1, REACH_PX];
  for (let i = 0; i < x.length; i++) {
    const away = Math.hypot(x[i]! - atX, y[i]! - atY) - radius[i]!;
    if (away <= nearest) [found, nearest] = [i, away];
  }
  return found;
}

export interface Box {
  readonly fromMs: number;
  readonly toMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Two corners in pixels, in any order, as what they ask for: whole milliseconds, durations to three figures, never less than drawn. */
export function readBox(field: Field, ax: number, ay: number, bx: number, by: number): Box {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const [time, duration] = [timeScale(field), durationScale(field)];
  const at = (x: number) => time.invert(within(x, field.width)).getTime();
  const long = (y: number) => duration.invert(within(y, field.height));
  const fromMs = Math.floor(at(Math.min(ax, bx)));
  return {
    fromMs,
    toMs: Math.max(fromMs + 1, Math.ceil(at(Math.max(ax, bx)))),
    leastMs: roundTo3(long(Math.max(ay, by)), Math.floor),
    mostMs: roundTo3(long(Math.min(ay, by)), Math.ceil),
  };
}

function roundTo3(value: number, round: (value: number) => number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 2);
  // The product of a step below 1 has crumbs: 0.30000000000000004.
  return Number((round(value / step) * step).toPrecision(6));
}

export interface Mark {
  readonly at: number;
  readonly px: number;
}

/** Round on the clock of this machine's zone, which is the reader's. */
export const timeMarks = (field: Field, leastPx = 110): readonly Mark[] =>
  timeScale(field)
    .ticks(Math.max(2, Math.floor(field.width / leastPx)))
    .map((at) => ({ at: at.getTime(), px: timeScale(field)(at) }));

/** Figures that people think in: tens below a second, then seconds, minutes, hours, days. */
const ROUND_MS = [0.001, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 6e4, 6e5, 36e5, 36e6, 864e5, 864e6];

export function durationMarks(field: Field, leastPx = 26): readonly Mark[] {
  const { leastMs, mostMs, height } = field;
  const scale = durationScale(field);
  const inside = (values: readonly number[]) => values.filter((at) => at >= leastMs && at <= mostMs);
  const wished = Math.max(2, Math.floor(height / leastPx));
  const whole = inside(ROUND_MS);
  const finer = inside(ROUND_MS.flatMap((at) => [at, at * 2, at * 5]).filter((at, i, all) => all.indexOf(at) === i));
  const chosen = whole.length >= 3 ? whole : finer.length >= 2 ? finer : linearTicks(leastMs, mostMs, Math.min(4, wished));
  const marks: Mark[] = [];
  for (const at of [...chosen].sort((a, b) => a - b)) {
    const px = scale(at);
    if (marks.length === 0 || marks.at(-1)!.px - px >= leastPx) marks.push({ at, px });
  }
  return marks;
}
