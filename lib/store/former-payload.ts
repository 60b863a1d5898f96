import type { Delivery, Execution, StepSighting } from "#lib/chains/execution";
import type { JudgedExecution } from "#lib/detector/judgement";

/** As executions lay in their rows before: by their names, without a step's `deliveries`, `nextClockMs` and `seenAt` where they told nothing new. */
export interface FormerPayload extends Pick<JudgedExecution, "judgement"> {
  readonly execution: Omit<Execution, "steps"> & { readonly steps: readonly (FormerStep | null)[] };
}

type FormerStep = Omit<StepSighting, "deliveries" | "nextClockMs" | "seenAt"> &
  Partial<Pick<StepSighting, "deliveries" | "nextClockMs" | "seenAt">>;

export const fromFormer = ({ execution, judgement }: FormerPayload): JudgedExecution => ({
  execution: { ...execution, steps: execution.steps.map((step) => step && restore(step)) },
  judgement,
});

function restore(step: FormerStep): StepSighting {
  const { reachedMs, endMs, nextClockMs = reachedMs, seenAt = endMs } = step;
  const { traceId, spanId, service, instance, version, startMs, status, errorText } = step;
  const deliveries = step.deliveries ?? [
    { traceId, spanId, service, instance, version, startMs, endMs, status, errorText, seenAt } satisfies Delivery,
  ];
  return { ...step, nextClockMs, seenAt, deliveries };
}
