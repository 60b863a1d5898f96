import { createTraceState, trace } from "@opentelemetry/api";
import { type Sampler, SamplingDecision, type SamplingResult } from "@opentelemetry/sdk-trace-base";

/**
 * Consistent probability sampling (OTEP 235): with threshold T a trace is kept when the rightmost 56 bits of its id are at
 * least T. T = 0.9 · 2^56 keeps one in ten; whoever knows the trace id can tell whether it was kept.
 */
export const THRESHOLD = "e6666666666668";

export const isKept = (traceId: string): boolean => traceId.slice(-THRESHOLD.length) >= THRESHOLD;

export interface CompanySampler extends Sampler {
  /** Whether the span that is about to start belongs to a service and a time that sample. */
  sampling: boolean;
}

/** Follows the caller's decision; where the service samples, decides anew at its entry and says so in `tracestate`. */
export function createSampler(): CompanySampler {
  return {
    sampling: false,
    shouldSample(context, traceId): SamplingResult {
      const parent = trace.getSpanContext(context);
      if (parent && (parent.traceFlags & 1) === 0) return { decision: SamplingDecision.NOT_RECORD };
      const entry = !parent || parent.isRemote === true;
      if (!this.sampling || !entry) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      if (!isKept(traceId)) return { decision: SamplingDecision.NOT_RECORD };
      return { decision: SamplingDecision.RECORD_AND_SAMPLED, traceState: createTraceState(`ot=th:${THRESHOLD}`) };
    },
    toString: () => "ConsistentThresholdSampler",
  };
}
