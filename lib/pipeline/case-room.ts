import { type CatchUp, createCatchUp } from "../detector/cases/catch-up.ts";
import { type Crowd, createCrowd, joinCrowd } from "../detector/cases/crowd.ts";
import { createStrikes, type Strikes } from "../detector/cases/strikes.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { WatchedCase } from "../store/case-store.ts";
import type { CaseOptions } from "./case-options.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { keyOf } from "./rejudge.ts";

/** Documents: when Loupe last said that it watches; what the last catch-up came to. */
export const ALIVE_KEY = "cases:alive";
export const SUMMARY_KEY = "cases:last-catch-up";

/** All executions of one order (or request), as they were last judged. */
export type Siblings = readonly JudgedExecution[];

/** What is held between two evaluations. Everything in it can be had anew from index and store. */
export interface CaseRoom extends CaseOptions {
  readonly strikes: Strikes;
  /** Judged since the last evaluation, by key: only what hangs, or has a case. */
  readonly judged: Map<string, Siblings>;
  /** Said once, to be judged again in the next round. */
  readonly pending: Map<string, Siblings>;
  /** Cases that the judging of their subject may still change, by subject. */
  readonly watched: Map<string, WatchedCase>;
  /** Their subjects by key, so that an execution that is gone is missed. */
  readonly watchedOf: Map<string, Set<string>>;
  readonly crowd: Crowd;
  /** Evaluations so far. */
  round: number;
  catchUp: CatchUp;
  /** False after a start: what hangs already is looked for in the index. */
  reconciled: boolean;
  wokenAt: number;
  aliveAt: number;
  ranAt: number;
}

export function createCaseRoom(options: CaseOptions, changes: ChangeFeed): CaseRoom {
  const room: CaseRoom = {
    ...options,
    strikes: createStrikes(),
    judged: new Map(),
    pending: new Map(),
    watched: new Map(),
    watchedOf: new Map(),
    crowd: createCrowd(),
    round: 0,
    catchUp: createCatchUp(null, 0 as never),
    reconciled: false,
    wokenAt: Number.NEGATIVE_INFINITY,
    aliveAt: Number.NEGATIVE_INFINITY,
    ranAt: Number.NEGATIVE_INFINITY,
  };
  changes.subscribe((changed) => takeNote(room, changed));
  return room;
}

/** An order's executions are always told together. Most are well and never had a case: they are not kept. */
function takeNote(room: CaseRoom, changed: readonly JudgedExecution[]): void {
  const byKey = new Map<string, JudgedExecution[]>();
  for (const one of changed) {
    const known = byKey.get(keyOf(one));
    if (known) known.push(one);
    else byKey.set(keyOf(one), [one]);
  }
  for (const [key, siblings] of byKey) {
    if (siblings.some(mayHang) || room.watchedOf.has(key) || room.pending.has(key)) room.judged.set(key, siblings);
    else room.judged.delete(key);
  }
}

export const mayHang = ({ judgement: { state } }: JudgedExecution): boolean => state === "stuck" || state === "failed";

export function watch(room: CaseRoom, one: WatchedCase): void {
  const { id, subject, orderId, executionId, kind, group, breachAt } = one;
  // Of a whole record only this much is held.
  room.watched.set(subject, { id, subject, orderId, executionId, kind, group: { id: group.id }, breachAt });
  joinCrowd(room.crowd, subject, group.id, breachAt);
  const key = watchKey(one);
  if (key === null) return;
  const known = room.watchedOf.get(key);
  if (known) known.add(one.subject);
  else room.watchedOf.set(key, new Set([one.subject]));
}

export function unwatch(room: CaseRoom, subject: string): void {
  const one = room.watched.get(subject);
  room.watched.delete(subject);
  const key = one ? watchKey(one) : null;
  if (key === null) return;
  const known = room.watchedOf.get(key);
  known?.delete(subject);
  if (known?.size === 0) room.watchedOf.delete(key);
}

/** `chain:@trace:attempt` → `@trace`: a request's key is in its id. */
export const watchKey = ({ orderId, executionId }: Pick<WatchedCase, "orderId" | "executionId">): string | null =>
  orderId ?? (executionId === null ? null : (/:(@[0-9a-f]{32}):\d+$/.exec(executionId)?.[1] ?? null));
