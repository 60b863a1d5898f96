import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import type { DeadlinesDto } from "../contract/deadlines.ts";
import { formatInstant } from "../contract/instant.ts";
import type { Usual } from "../detector/baselines.ts";
import { suggestDeadlines } from "../detector/suggest-deadlines.ts";
import { runtime } from "../runtime.ts";
import { readFreshness } from "./freshness.ts";
import type { Problem } from "./problem.ts";

/** Each step's deadlines beside what is usual there, and what would fit: read by people, adopted by people. */
export async function getDeadlines(_viewer: Viewer): Promise<Result<DeadlinesDto, Problem>> {
  const { chains, clock, pipeline } = runtime();
  const now = clock();
  const freshness = await readFreshness();
  return ok({
    chains: chains.chains.map((chain) => ({
      chainId: chain.id,
      title: { ...chain.title },
      usual: toDto(pipeline.usual("chain", chain.id, null, now)),
      steps: chain.steps.map((step, index) => {
        const usual = pipeline.usual("step", chain.id, step.id, now);
        return {
          stepId: step.id,
          title: { ...step.title },
          softMs: step.softMs,
          hardMs: step.hardMs,
          usual: toDto(usual),
          wait: toDto(pipeline.usual("wait", chain.id, step.id, now)),
          suggestion: index === 0 ? null : suggestDeadlines(usual, step.softMs, step.hardMs),
        };
      }),
    })),
    asOf: formatInstant(now),
    partial: freshness.partial,
    warnings: [...freshness.warnings],
  });
}

const toDto = (usual: Usual | null): DeadlinesDto["chains"][number]["usual"] =>
  usual && { p50Ms: usual.p50, p95Ms: usual.p95, p99Ms: usual.p99, samples: usual.samples, of: usual.of };
