import { countBelow, quantileOf, type ReadonlySketch } from "../base/sketch.ts";

/** How sure it is that two counts or two distributions differ by more than noise: 0…1, one minus the two-sided chance of so much by luck. */

/** Two shares (errors of requests): the z-test of two proportions. */
export function sureOfShares(
  before: { readonly part: number; readonly whole: number },
  now: { readonly part: number; readonly whole: number },
): number {
  if (before.whole === 0 || now.whole === 0) return 0;
  const pooled = (before.part + now.part) / (before.whole + now.whole);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / before.whole + 1 / now.whole));
  return spread === 0 ? 0 : sureOf((now.part / now.whole - before.part / before.whole) / spread);
}

/** Two rates: counts that come by chance (Poisson), whose square roots have the same spread everywhere. Traffic comes in bursts: twice as much is asked. */
export function sureOfRates(
  before: { readonly count: number; readonly ms: number },
  now: { readonly count: number; readonly ms: number },
): number {
  if (before.ms <= 0 || now.ms <= 0) return 0;
  const expected = (before.count * now.ms) / before.ms;
  const spread = Math.sqrt((before.ms + now.ms) / (4 * before.ms));
  return sureOf((Math.sqrt(now.count + 0.375) - Math.sqrt(expected + 0.375)) / (BURSTS * spread));
}
const BURSTS = 2;

/** Two distributions: of those now, how many are slower than the quantile of before? Were nothing changed, 1 − q of them. */
export function sureOfQuantile(before: ReadonlySketch, now: ReadonlySketch, q: number): number {
  const limit = quantileOf(before, q);
  if (limit === null || before.count < FEWEST || now.count < FEWEST) return 0;
  // Within the sketch's own error nothing is said to have changed.
  const slower = now.count - countBelow(now, limit * (1 + TOLERANCE));
  const faster = countBelow(now, limit * (1 - TOLERANCE));
  const share = (part: number) => ({ part, whole: now.count });
  const worse = slower / now.count > 1 - q ? sureOfShares({ part: (1 - q) * before.count, whole: before.count }, share(slower)) : 0;
  const better = faster / now.count > q ? sureOfShares({ part: q * before.count, whole: before.count }, share(faster)) : 0;
  return Math.max(worse, better);
}
const FEWEST = 20;
const TOLERANCE = 1 / 32;

/** 1 − p of a two-sided z, by Abramowitz and Stegun 7.1.26 (error below 2e-7). */
export function sureOf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, Math.max(0, 1 - series * Math.exp(-x * x)));
}
