import type { Ms, UnixMs } from "../base/time.ts";
import type { Usual } from "../detector/baselines.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import type { Trace } from "../trace/span.ts";

export interface UsualSpan {
  readonly service: string;
  readonly operation: string;
  readonly fromNs: number;
  readonly toNs: number;
}

const NS = 1e6;

/** For the spans that satisfied steps: how long such a span usually takes, from the median to the 95th percentile. Names as the traces have them. */
export function findUsualSpans(
  traces: readonly Trace[],
  executions: readonly JudgedExecution[],
  usual: (chainId: string, stepId: string, at: UnixMs) => Usual | null,
): readonly UsualSpan[] {
  const byId = new Map(traces.flatMap((trace) => trace.spans.map((span) => [`${trace.traceId} ${span.spanId}`, span] as const)));
  const found = new Map<string, UsualSpan & { readonly samples: number }>();
  for (const { execution } of executions)
    for (const seen of execution.steps) {
      const span = seen && !seen.inferred ? byId.get(`${seen.traceId} ${seen.spanId}`) : undefined;
      const known = seen && span ? usual(execution.chainId, seen.stepId, seen.startMs) : null;
      if (!span || known === null) continue;
      const key = `${span.resource.service}\n${span.name}`;
      // Two chains may have spans of one name: the one that is better known speaks.
      if ((found.get(key)?.samples ?? 0) >= known.samples) continue;
      const [fromNs, toNs] = [toNanos(known.p50), toNanos(known.p95)];
      found.set(key, { service: span.resource.service, operation: span.name, fromNs, toNs, samples: known.samples });
    }
  return [...found.values()].map(({ samples: _, ...one }) => one);
}

const toNanos = (ms: Ms): number => Math.round(ms * NS);
