import { HOUR_MS, MINUTE_MS, type Ms, SECOND_MS } from "../base/time.ts";
import type { Usual } from "./baselines.ts";

/** What a person may try on the past before adopting it (rule 2): deadlines are promises, the machine never moves them. */
export interface Suggestion {
  readonly softMs: Ms;
  readonly hardMs: Ms;
}

/** One in a hundred passes takes as long as p99: half as long again is late. */
const SOFT_OF_P99 = 1.5;
const HARD_OF_SOFT = 4;
/** Where passes differ much, the slowest that are well differ more: each tenfold of p99 over the median lets the hard deadline grow by half. */
const HARD_BY_SPREAD = 0.5;
/** A deadline within this factor of the suggested one is as good. */
const NEAR = 1.5;
const LEAST_SOFT_MS = SECOND_MS;
/** Spans come that late in any case: a harder promise could never be held against. */
const LEAST_HARD_MS = 30 * SECOND_MS;

/** Null where too little is known (`usual` null), or what is promised already fits. */
export function suggestDeadlines(usual: Usual | null, softMs: Ms | null, hardMs: Ms | null): Suggestion | null {
  if (usual === null) return null;
  const soft = roundUp(Math.max(LEAST_SOFT_MS, SOFT_OF_P99 * usual.p99));
  const spread = usual.p99 / Math.max(1, usual.p50);
  const hard = roundUp(Math.max(LEAST_HARD_MS, HARD_OF_SOFT * soft * (1 + HARD_BY_SPREAD * Math.max(0, Math.log10(spread)))));
  return isNear(soft, softMs) && isNear(hard, hardMs) ? null : { softMs: soft, hardMs: hard };
}

const isNear = (suggested: Ms, promised: Ms | null): boolean =>
  promised !== null && promised <= NEAR * suggested && suggested <= NEAR * promised;

const ROUND: readonly Ms[] = [
  ...[1, 2, 3, 5, 8, 10, 15, 20, 30, 45].map((seconds) => seconds * SECOND_MS),
  ...[1, 1.5, 2, 3, 5, 8, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE_MS),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168].map((hours) => hours * HOUR_MS),
];

/** To a length that people say. */
const roundUp = (ms: Ms): Ms => ROUND.find((length) => length >= ms) ?? Math.ceil(ms / (24 * HOUR_MS)) * 24 * HOUR_MS;
