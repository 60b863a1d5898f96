import type { Delivery, StepSighting } from "#lib/chains/execution";
import type { JudgedExecution } from "#lib/detector/judgement";
import { keepText, readText, type Sealing } from "./sealing.ts";

/**
 * An execution and what is said of it, as JSON. What stands in it twice is left out, a quarter of the text: a step that was delivered once
 * is its own delivery, its next clock mostly starts when it was reached, and a backend does not tell when it first saw a span.
 */
type StoredStep = Omit<StepSighting, "deliveries" | "nextClockMs" | "seenAt"> &
  Partial<Pick<StepSighting, "deliveries" | "nextClockMs" | "seenAt">>;

export function writeExecution({ execution, judgement }: JudgedExecution, sealing: Sealing): string {
  const text = JSON.stringify({ execution: { ...execution, steps: execution.steps.map((step) => step && shorten(step)) }, judgement });
  return keepText(sealing, text, textsOfSpans(execution));
}

/** What stands in it as a service wrote it. */
const textsOfSpans = ({ steps, facets = [] }: JudgedExecution["execution"]): readonly string[] => [
  ...facets.map(({ value }) => value),
  ...steps.flatMap(
    (step) =>
      step?.deliveries.flatMap(({ errorText, instance, service, version }) => [errorText ?? "", instance ?? "", version ?? "", service]) ??
      [],
  ),
];

export function readExecution(stored: string, sealing: Sealing): JudgedExecution {
  const { execution, judgement } = JSON.parse(readText(sealing, stored)) as JudgedExecution;
  return { execution: { ...execution, steps: execution.steps.map((step) => step && restore(step)) }, judgement };
}

function shorten(step: StepSighting): StoredStep {
  const { deliveries, nextClockMs, seenAt, ...rest } = step;
  const short: { -readonly [Key in keyof StoredStep]: StoredStep[Key] } = rest;
  if (nextClockMs !== step.reachedMs) short.nextClockMs = nextClockMs;
  if (seenAt !== step.endMs) short.seenAt = seenAt;
  if (deliveries.length !== 1 || !isSame(step, deliveries[0]!)) short.deliveries = deliveries;
  return short;
}

function restore(step: StoredStep): StepSighting {
  const { reachedMs, endMs, nextClockMs = reachedMs, seenAt = endMs } = step;
  const { traceId, spanId, service, instance, version, startMs, status, errorText } = step;
  const deliveries = step.deliveries ?? [
    { traceId, spanId, service, instance, version, startMs, endMs, status, errorText, seenAt } satisfies Delivery,
  ];
  return { ...step, nextClockMs, seenAt, deliveries };
}

const isSame = (step: Delivery, delivery: Delivery): boolean =>
  step.spanId === delivery.spanId &&
  step.traceId === delivery.traceId &&
  step.startMs === delivery.startMs &&
  step.endMs === delivery.endMs &&
  step.seenAt === delivery.seenAt &&
  step.service === delivery.service &&
  step.instance === delivery.instance &&
  step.version === delivery.version &&
  step.status === delivery.status &&
  step.errorText === delivery.errorText;
