import type { ExecutionStory, Operation } from "../operation.ts";
import { PROMISES, type PromisedStep } from "./steps.ts";

/** One step as it was, and as an observer of the exported spans can know it. */
export interface StepFact {
  readonly promise: PromisedStep;
  /** What satisfied it, in the order of happening. */
  readonly operations: readonly Operation[];
  /** When it was really reached; null where it never was. */
  readonly reachedMs: number | null;
  /** The same from exported spans alone. */
  readonly seenMs: number | null;
  /** When the last of its exported operations ended. */
  readonly seenEndMs: number | null;
}

export const isExported = (operation: Operation): boolean => operation.exportedMs !== null;

export function factsOf(story: ExecutionStory, attributable: ReadonlySet<string>): readonly StepFact[] {
  return PROMISES[story.chainId].map((promise, i) => {
    const operations = story.operations.filter((o) => o.stepId === promise.id);
    const seen = operations.filter((o) => isExported(o) && attributable.has(o.traceId));
    // What else proves a step: the called service's own entry proves the outside caller, the publish proves the price.
    const proof =
      promise.id === "api-user" || promise.id === "price" ? seenOf(story, PROMISES[story.chainId][i + 1]!.id, attributable) : [];
    return {
      promise,
      operations,
      reachedMs: reach(promise, operations),
      seenMs: reach(promise, seen) ?? (proof[0] ? proof[0].startMs : null),
      seenEndMs: seen.length > 0 ? Math.max(...seen.map((o) => o.endMs)) : (proof[0]?.startMs ?? null),
    };
  });
}

const seenOf = (story: ExecutionStory, stepId: string, attributable: ReadonlySet<string>) =>
  story.operations.filter((o) => o.stepId === stepId && isExported(o) && attributable.has(o.traceId));

function reach(promise: PromisedStep, operations: readonly Operation[]): number | null {
  const first = operations[0];
  if (!first) return null;
  if (promise.reachedAt === "start") return first.startMs;
  // All queries of a list together end with the last; of several tries to do another step, the caller's own one counts.
  if (promise.id === "mes-db" && operations.length > 1) return Math.max(...operations.map((o) => o.endMs));
  return (operations.find((o) => o.instance.service === promise.service) ?? first).endMs;
}

/**
 * The traces of an order that its id leads to: those in which an exported span carries it, and those that such a trace
 * links to. Where a chain has no order, every trace.
 */
export function attributableTraces(stories: readonly ExecutionStory[]): ReadonlySet<string> {
  const operations = stories.flatMap((s) => s.operations).filter(isExported);
  const found = new Set<string>();
  for (const o of operations) {
    if (!("order_id" in o.attributes) && stories[0]?.orderId !== null) continue;
    found.add(o.traceId);
  }
  for (const o of operations) {
    if (o.link && (found.has(o.traceId) || found.has(o.link.traceId))) found.add(o.traceId).add(o.link.traceId);
  }
  return found;
}

/** A stretch of one service's work of which the exporter let only a part through: what can be said of it is chance. */
export function isTorn(story: ExecutionStory): boolean {
  const parts = new Map<Operation, [exported: number, withheld: number]>();
  for (const o of story.operations) {
    if (!o.recorded) continue;
    const part = parts.get(o.entry) ?? [0, 0];
    part[isExported(o) ? 0 : 1]++;
    parts.set(o.entry, part);
  }
  return [...parts.values()].some(([exported, withheld]) => exported > 0 && withheld > 0);
}
