// Made-up answers of the dashboards' API for the gallery and its bench: a week of price calculations that got slow with a release, a night
// without telemetry, quiet weekends. Always the same for the same time.
import type { RedDto } from "#lib/contract/dashboards";
import type { HeatmapDto, SeriesDto } from "#lib/contract/series";

const HOUR = 3_600_000;
export const BUCKETS = [0, ...Array.from({ length: 59 }, (_, i) => Math.round(1.35 ** i * 100) / 100)];

/** One of 2³² numbers for two: enough like chance. */
const noise = (a: number, b: number): number => {
  let x = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3ce9);
  return ((x ^ (x >>> 13)) >>> 0) / 2 ** 32;
};

const timesOf = (from: number, to: number, step: number): number[] => {
  const first = Math.floor(from / (step * 1000)) * step * 1000;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / (step * 1000))) }, (_, i) => first + i * step * 1000);
};

/** Busy by day; 0 to 1. */
const busy = (at: number): number => 0.15 + 0.85 * Math.max(0, Math.sin((((at / HOUR) % 24) / 24) * 2 * Math.PI - 1.6) * 0.5 + 0.5);
const isSlow = (share: number): boolean => share > 0.68 && share < 0.8;
const isGap = (share: number): boolean => share > 0.36 && share < 0.4;

export function sampleHeatmap(scope: string, from: number, to: number, step: number): HeatmapDto {
  const times = timesOf(from, to, step);
  const counts = times.map((at) => {
    const share = (at - from) / (to - from);
    if (isGap(share)) return null;
    const centre = 25 + busy(at) * 3 + (isSlow(share) ? 8 : 0);
    return BUCKETS.map((_, b) => {
      const density = Math.exp(-((b - centre) ** 2) / (5 + busy(at) * 4)) * busy(at) * (step / 40);
      return Math.floor(density + noise(at / 60_000, b) * 0.9) + (noise(at / 1000, b + 99) > 0.994 && b > 12 && b < 46 ? 1 : 0);
    });
  });
  return {
    scope,
    step,
    times: times.map((at) => new Date(at).toISOString()),
    buckets: BUCKETS,
    counts,
    failed: counts.map((column, i) => (column === null ? null : Math.floor(noise(i, 3) * 2))),
    partial: false,
    warnings: [],
  };
}

export function sampleSeries(scope: string, from: number, to: number, step: number): SeriesDto {
  const times = timesOf(from, to, step);
  const points = times.map((at, i) => {
    const share = (at - from) / (to - from);
    const nothing = { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null, exemplars: [] };
    if (isGap(share)) return { at: new Date(at).toISOString(), count: null, errors: null, timeouts: null, ...nothing };
    const count = Math.floor(busy(at) * (step / 12) * (0.8 + noise(i, 1) * 0.4));
    if (count === 0) return { at: new Date(at).toISOString(), count: 0, errors: 0, timeouts: 0, ...nothing };
    const slow = isSlow(share) ? 4.6 : 1;
    const p50 = (1_900 + busy(at) * 800 + noise(i, 2) * 300) * slow ** 0.6;
    return {
      at: new Date(at).toISOString(),
      count,
      errors: Math.floor(count * (isSlow(share) ? 0.06 : 0.006) + noise(i, 5) * 0.9),
      timeouts: Math.floor(count * (isSlow(share) ? 0.03 : 0.002) + noise(i, 6) * 0.6),
      meanMs: p50 * 1.2,
      p50Ms: p50,
      p95Ms: p50 * (2.6 + noise(i, 7) * 0.6),
      p99Ms: p50 * (4 + noise(i, 8) * 3) * slow ** 0.3,
      exemplars: [],
    };
  });
  return {
    scope,
    step,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    source: "spans",
    points,
    partial: false,
    warnings: [],
  };
}

export const sampleRed = (seed: number, minutes: number, slower = 1): RedDto => {
  const count = Math.floor((0.3 + noise(seed, 1) * 3) * minutes);
  const errors = Math.floor(count * noise(seed, 2) * 0.012 * slower);
  const timeouts = Math.floor(count * noise(seed, 3) * 0.004 * slower);
  const p50Ms = (40 + noise(seed, 4) * 2_500) * slower;
  return {
    count,
    errors,
    timeouts,
    ratePerMinute: count / minutes,
    errorShare: count > 0 ? (errors + timeouts) / count : null,
    meanMs: p50Ms * 1.3,
    p50Ms,
    p95Ms: p50Ms * (2 + noise(seed, 5) * 2),
    p99Ms: p50Ms * (5 + noise(seed, 6) * 8),
  };
};
