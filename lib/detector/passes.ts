import { createJoinedKeys } from "../base/joined-key.ts";
import { HOUR_MS, MINUTE_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import type { Meanwhile, ServiceKnowledge, Visibility } from "./context.ts";
import { isWhollySeen } from "./step-states.ts";
import { LOOK_AGAIN_MS } from "./timing.ts";

/**
 * How often each step is passed, and how often it is seen when it was: for "212 of 214 orders passed this step meanwhile", and for the
 * visibility that tells how sure a missing step is (DOMAIN, "How sure").
 */
export interface PassBook {
  /** `chain step` → minute → executions that reached the step then. */
  readonly passed: Map<string, Map<number, number>>;
  /** `chain step` → hour → of the executions that ended well then: how many went past the step, and in how many it was seen. */
  readonly seen: Map<string, Map<number, Visibility>>;
  /** `chain step` → when the executions that were stuck there at the last count had come to it. */
  hanging: ReadonlyMap<string, readonly UnixMs[]>;
  /** `chain step` → how often a person found that the work of a step called missing had been done. */
  falseAlarms: ReadonlyMap<string, number>;
  /** Counted already: an execution is matched several times, and passes once; what is seen later corrects it. */
  readonly counted: Map<string, Counted>;
}

interface Counted {
  readonly hour: number;
  /** A digit a step: 0 left out (a known loss explains it), 1 gone past unseen, 2 seen. */
  readonly steps: string;
}

const MOST_COUNTED = 100_000;
const ENOUGH_TO_TELL = 20;

export const createPassBook = (): PassBook => ({
  passed: new Map(),
  seen: new Map(),
  hanging: new Map(),
  falseAlarms: new Map(),
  counted: new Map(),
});

const joined = createJoinedKeys(" ");

export const stepKey = (chainId: string, stepId: string): string => joined(chainId, stepId);

/**
 * Counts an execution whose last step was seen to succeed; one with steps unseen when what was late has come, and again when more of it
 * is seen. Answers the hour it fell into; null where nothing is new.
 */
export function countPass(book: PassBook, execution: Execution, chain: Chain, services: ServiceKnowledge, now: UnixMs): number | null {
  const before = book.counted.get(execution.id) ?? null;
  if (before !== null && execution.steps.every((seen, index) => seen === null || before.steps[index] === "2")) return null;
  const end = execution.steps.at(-1)?.endMs ?? execution.lastActivityMs;
  if (!isWhollySeen(execution) && now < allSeenBy(execution, end)) return null;
  const hour = before?.hour ?? Math.floor(end / HOUR_MS);
  let lastSeenMs = execution.startedMs;
  const steps = chain.steps.map((step, index) => {
    const key = stepKey(chain.id, step.id);
    const sighting = execution.steps[index] ?? null;
    const was = before?.steps[index] ?? "0";
    if (sighting !== null) lastSeenMs = sighting.reachedMs;
    const is = sighting !== null ? "2" : was === "1" || !isExplained(step.services, lastSeenMs, end, services) ? "1" : "0";
    if (is === was) return is;
    if (sighting !== null)
      bump(book.passed, key, Math.floor(sighting.reachedMs / MINUTE_MS), (count: number | undefined) => (count ?? 0) + 1);
    bump(book.seen, key, hour, (known: Visibility | undefined) => ({
      seen: (known?.seen ?? 0) + (is === "2" ? 1 : 0),
      wentOn: (known?.wentOn ?? 0) + (was === "0" ? 1 : 0),
    }));
    return is;
  });
  book.counted.set(execution.id, { hour, steps: steps.join("") });
  if (book.counted.size > MOST_COUNTED) for (const id of [...book.counted.keys()].slice(0, MOST_COUNTED / 10)) book.counted.delete(id);
  return hour;
}

/** Of history that is being loaded the rest may still be on its way, however long ago it ended. */
export function allSeenBy(execution: Execution, endMs: UnixMs): UnixMs {
  let latest: number = endMs;
  for (const step of execution.steps) if (step !== null && step.seenAt > latest) latest = step.seenAt;
  return unixMs(latest + LOOK_AGAIN_MS);
}

/** A gap, a sampling, a service that is behind: losses that are known do not make a step hard to see. */
const isExplained = (names: readonly string[], from: UnixMs, to: UnixMs, services: ServiceKnowledge): boolean =>
  names.some(
    (name) =>
      (services.heardUpTo(name) ?? Number.NEGATIVE_INFINITY) < to ||
      services.gap(name, from, to) !== null ||
      services.sampling(name, from, to) !== null,
  );

function bump<T>(book: Map<string, Map<number, T>>, key: string, at: number, change: (before: T | undefined) => T): void {
  let times = book.get(key);
  if (times === undefined) {
    times = new Map();
    book.set(key, times);
  }
  times.set(at, change(times.get(at)));
}

export function visibilityOf(book: PassBook, chainId: string, stepId: string): Visibility | null {
  let seen = 0;
  // The work was done each time, and left no trace.
  let wentOn = book.falseAlarms.get(stepKey(chainId, stepId)) ?? 0;
  for (const hour of book.seen.get(stepKey(chainId, stepId))?.values() ?? []) {
    seen += hour.seen;
    wentOn += hour.wentOn;
  }
  return wentOn < ENOUGH_TO_TELL ? null : { seen, wentOn };
}

/** From cases that people called false alarms: of one step each. */
export function countFalseAlarms(
  cases: readonly { readonly chainId: string; readonly stepId: string | null }[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { chainId, stepId } of cases)
    if (stepId !== null) counts.set(stepKey(chainId, stepId), (counts.get(stepKey(chainId, stepId)) ?? 0) + 1);
  return counts;
}

/** Many passes about that time, and fewer than four of five seen: nobody loses so many without dropping them on purpose. */
const ENOUGH_TO_INFER = 20;
const SAMPLED_BELOW = 0.8;

export function keptShareOf(book: PassBook, chainId: string, stepId: string, from: UnixMs, to: UnixMs): number | null {
  let seen = 0;
  let wentOn = 0;
  for (let hour = Math.floor(from / HOUR_MS); hour <= Math.floor(to / HOUR_MS); hour++) {
    const known = book.seen.get(stepKey(chainId, stepId))?.get(hour);
    seen += known?.seen ?? 0;
    wentOn += known?.wentOn ?? 0;
  }
  return wentOn >= ENOUGH_TO_INFER && seen < SAMPLED_BELOW * wentOn ? seen / wentOn : null;
}

/** From the minute after the execution came to the step: those before it say nothing of what it met. */
export function meanwhileOf(book: PassBook, chainId: string, stepId: string, from: UnixMs, to: UnixMs): Meanwhile | null {
  const key = stepKey(chainId, stepId);
  const stuck = book.hanging.get(key);
  if (stuck === undefined) return null;
  const until = Math.min(to, from + LONGEST_MINUTES * MINUTE_MS);
  const hanging = stuck.filter((since) => since >= from && since <= until).length;
  let passed = 0;
  const last = Math.floor(until / MINUTE_MS);
  const minutes = book.passed.get(key) ?? new Map<number, number>();
  for (let minute = Math.floor(from / MINUTE_MS) + 1; minute <= last; minute++) {
    passed += minutes.get(minute) ?? 0;
  }
  return { passed, hanging: Math.max(1, hanging) };
}

/** What passed in the hours after it says whether it was alone; days later it is history. */
const LONGEST_MINUTES = 360;

export function forgetPasses(book: PassBook, isKept: (ms: number) => boolean): void {
  for (const times of book.passed.values()) for (const minute of times.keys()) if (!isKept(minute * MINUTE_MS)) times.delete(minute);
  for (const times of book.seen.values()) for (const hour of times.keys()) if (!isKept((hour + 1) * HOUR_MS - 1)) times.delete(hour);
}

export interface PassHour {
  readonly passed: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly seen: Readonly<Record<string, Visibility>>;
}

export function writePasses(book: PassBook, hour: number): PassHour {
  const inHour = (minute: number) => Math.floor((minute * MINUTE_MS) / HOUR_MS) === hour;
  const passed = Object.fromEntries([...book.passed].map(([key, times]) => [key, [...times].filter(([minute]) => inHour(minute))]));
  const seen = Object.fromEntries([...book.seen].flatMap(([key, times]) => (times.has(hour) ? [[key, times.get(hour)!] as const] : [])));
  return { passed, seen };
}

export function readPasses(book: PassBook, hour: number, document: PassHour | undefined): void {
  for (const [key, times] of Object.entries(document?.passed ?? {}))
    for (const [minute, count] of times) bump(book.passed, key, minute, () => count);
  for (const [key, seen] of Object.entries(document?.seen ?? {})) bump(book.seen, key, hour, () => seen);
}
