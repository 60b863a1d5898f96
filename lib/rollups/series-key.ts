/**
 * What a series is of. One word and two names; whatever has one name leaves the second empty.
 *
 *   service    X                 its entry spans (SERVER, CONSUMER)
 *   operation  X       NAME      its spans of that name, any kind; `others`: those whose names have no room (name-book.ts)
 *   edge       CALLER  CALLEE    entry spans of CALLEE below a span of CALLER, as the caller's span saw them
 *   called     CALLER  PEER      CLIENT spans that name a peer; where the peer sends spans of its own, `edge` says it better
 *   database   X       WHAT      CLIENT spans with db.*: `system/namespace|operation collection`
 *   published  X       QUEUE     PRODUCER spans          consumed  X  QUEUE   CONSUMER spans
 *   queued             QUEUE     from the publish's end to the delivery's start
 *   cover      X                 tallies of how well its spans keep to the list (cover.ts), no latencies
 *   chain      ID                ended executions; tallies of states
 *   step       ID      STEP      that step of ended executions     wait  ID STEP  the queue's wait before it
 *   leg        ID      STEP      from the previous step's reach to this one's, the wait apart
 *   order      processing|inside orders whose confirmation ended
 */
export const SERIES_KINDS = [
  "service",
  "operation",
  "others",
  "edge",
  "called",
  "database",
  "published",
  "consumed",
  "queued",
  "cover",
  "chain",
  "step",
  "wait",
  "leg",
  "order",
] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

export interface SeriesKey {
  readonly kind: SeriesKind;
  readonly a: string;
  readonly b: string;
}

/** One text for one key: names hold no U+0001 but by malice, and then two of them share a series. */
export const keyText = ({ kind, a, b }: SeriesKey): string => `${kind}\u0001${a}\u0001${b}`;

/** Longer names are cut: a name is a label, not a place for data. */
const LONGEST_NAME = 200;
export const shortName = (name: string): string => (name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME).toWellFormed()}…`);

/** Resolutions in seconds; all are written at once, so that no job has to run before a month can be read. */
export const MINUTE_S = 60;
export const HOUR_S = 3_600;
export const DAY_S = 86_400;
export const KEPT_STEPS = [MINUTE_S, HOUR_S, DAY_S] as const;
export type KeptStep = (typeof KEPT_STEPS)[number];

/** How long each is kept. */
export const KEEP_MS: Readonly<Record<KeptStep, number>> = {
  [MINUTE_S]: 48 * 3_600_000,
  [HOUR_S]: 90 * 86_400_000,
  [DAY_S]: 400 * 86_400_000,
};

/** What is not asked by the minute is not kept by the minute. */
export const hasMinutes = (kind: SeriesKind): boolean => kind !== "cover";
/** Whose buckets keep traces to look at. */
const WITH_EXEMPLARS: ReadonlySet<SeriesKind> = new Set<SeriesKind>(["service", "operation", "chain", "step", "wait"]);
export const hasExemplars = (kind: SeriesKind): boolean => WITH_EXEMPLARS.has(kind);
