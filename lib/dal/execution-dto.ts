import type { UnixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { StepSighting } from "../chains/execution.ts";
import type { ExecutionDto, StepDto } from "../contract/execution.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { VerdictDto } from "../contract/verdict.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { StepState, Verdict } from "../detector/verdict.ts";
import { currentMasker } from "./masking.ts";

export function executionToDto({ execution, judgement }: JudgedExecution, chain: Chain | undefined): ExecutionDto {
  return {
    id: execution.id,
    orderId: execution.orderId,
    chainId: execution.chainId,
    attempt: execution.attempt,
    state: judgement.state,
    cause: judgement.cause,
    stepId: judgement.stepId,
    startedAt: formatInstant(execution.startedMs),
    lastActivityAt: formatInstant(execution.lastActivityMs),
    endedAt: formatInstantOrNull(judgement.endedMs),
    durationMs: judgement.durationMs,
    steps: execution.steps.map((sighting, index) => {
      const due = sighting ? null : dueOf(execution.steps, chain, index);
      const stepId = chain?.steps[index]?.id ?? sighting?.stepId ?? String(index);
      return stepToDto(stepId, sighting, judgement.stepStates[index] ?? "pending", due);
    }),
    verdict: verdictToDto(judgement.verdict),
    was: judgement.was && { ...judgement.was, from: formatInstant(judgement.was.from), to: formatInstant(judgement.was.to) },
  };
}

/** Two steps of one chain may have the same id only by mistake, so a step is named by its place. */
function stepToDto(stepId: string, sighting: StepSighting | null, state: StepState, due: Due | null): StepDto {
  return {
    stepId,
    state,
    at: formatInstantOrNull(sighting?.reachedMs ?? null),
    durationMs: sighting ? Math.max(0, sighting.endMs - sighting.startMs) : null,
    waitMs: sighting?.waitMs ?? null,
    traceId: sighting?.traceId ?? null,
    spanId: sighting?.spanId ?? null,
    attempts: sighting?.deliveries.length ?? 0,
    service: maskedOrNull(sighting?.service ?? null),
    expectedBy: formatInstantOrNull(due?.softMs ?? null),
    overdueAt: formatInstantOrNull(due?.hardMs ?? null),
    deliveries: (sighting?.deliveries ?? []).map((delivery) => ({
      traceId: delivery.traceId,
      spanId: delivery.spanId,
      at: formatInstant(delivery.startMs),
      durationMs: Math.max(0, delivery.endMs - delivery.startMs),
      status: delivery.status,
      instance: maskedOrNull(delivery.instance),
      version: maskedOrNull(delivery.version),
    })),
  };
}

/** Services and instances are named by whoever deploys them: rarely, but sometimes, after a person. */
const maskedOrNull = (text: string | null): string | null => (text === null ? null : currentMasker().text(text));

/** A sentence names services and queues, which are named by whoever deploys them. */
const maskedBoth = ({ en, ru }: Verdict["text"]): Verdict["text"] => ({ en: currentMasker().text(en), ru: currentMasker().text(ru) });

interface Due {
  readonly softMs: number | null;
  readonly hardMs: number | null;
}

/** A deadline runs from the previous step's reach (of its latest delivery); where that was not seen either, nothing can be promised. */
function dueOf(steps: readonly (StepSighting | null)[], chain: Chain | undefined, index: number): Due | null {
  const before: UnixMs | undefined = steps[index - 1]?.nextClockMs;
  const step = chain?.steps[index];
  if (before === undefined || !step) return null;
  return {
    softMs: step.softMs === null ? null : before + step.softMs,
    hardMs: step.hardMs === null ? null : before + step.hardMs,
  };
}

export function verdictToDto(verdict: Verdict): VerdictDto {
  const parts = (list: Verdict["parts"]["en"]) =>
    list.map((part) => ({ text: currentMasker().text(part.text), evidence: part.evidence, strong: part.strong ?? false, role: part.role }));
  return {
    chainId: verdict.chainId,
    stepId: verdict.stepId,
    state: verdict.state,
    cause: verdict.cause,
    since: formatInstant(verdict.since),
    isolated: verdict.isolated,
    confidence: verdict.confidence,
    text: maskedBoth(verdict.text),
    parts: { en: parts(verdict.parts.en), ru: parts(verdict.parts.ru) },
    evidence: verdict.evidence.map((one) => ({
      kind: one.kind,
      traceId: one.traceId,
      spanId: one.spanId,
      at: formatInstantOrNull(one.at),
      note: maskedBoth(one.note),
      counts: one.counts && { ...one.counts },
      from: one.from === undefined ? undefined : formatInstant(one.from),
      service: one.service === undefined ? undefined : currentMasker().text(one.service),
      usual: one.usual && { ...one.usual },
    })),
  };
}
