import type { JudgedExecution } from "../detector/judgement.ts";
import type { TraceId } from "../trace/span.ts";

/**
 * Whether what is said of an order would forget something that was seen of it: matched while one of its sources could not be asked, it may
 * lack traces, or spans of them. Then what was said before stands until all can be asked.
 */
export function losesFacts(
  before: readonly JudgedExecution[],
  after: readonly JudgedExecution[],
  found: { has(traceId: TraceId): boolean },
): boolean {
  const byId = new Map(after.map((one) => [one.execution.id, one.execution]));
  return before.some(({ execution }) => {
    const now = byId.get(execution.id);
    if (now === undefined || !execution.traceIds.every((id) => found.has(id))) return true;
    return execution.steps.some((step, at) => step !== null && (now.steps[at]?.deliveries.length ?? 0) < step.deliveries.length);
  });
}
