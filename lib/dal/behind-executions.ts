import "server-only";
import { ok, type Result } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { formatInstant } from "../contract/instant.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { runtime } from "../runtime.ts";
import { type Box, type Found, isInside } from "./behind-box.ts";
import { executionToDto } from "./execution-dto.ts";
import type { Problem } from "./problem.ts";
import type { Scope } from "./scopes.ts";

const A_PAGE = 500;
/** Newest first; a longer time is looked at in part, and says so. */
const MOST_LOOKED_AT = 3_000;
const MOST_SHOWN = 50;

/** A chain's, a step's or a queue's: from the index, whose executions carry what may set them apart. */
export async function findExecutions({ kind, a: chainId, b: stepId }: Scope, box: Box): Promise<Result<Found, Problem>> {
  const looked: { readonly judged: JudgedExecution; readonly ms: number; readonly at: number }[] = [];
  let cursor: string | undefined;
  let read = 0;
  do {
    const query = { chainId, from: unixMs(box.from), to: unixMs(box.to), limit: A_PAGE, cursor };
    const page = await runtime().index.listExecutions(query);
    read += page.items.length;
    for (const judged of page.items) {
      const at = judged.judgement.endedMs;
      const ms = lengthOf(judged, kind, stepId);
      if (at !== null && at >= box.from && at < box.to && ms !== null) looked.push({ judged, ms, at });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && read < MOST_LOOKED_AT);
  const inside = looked.filter(({ ms }) => isInside(box, ms)).sort((one, other) => other.ms - one.ms);
  const shown = inside.slice(0, MOST_SHOWN);
  const facetsOf = ({ judged }: (typeof looked)[number]) => judged.execution.facets ?? [];
  return ok({
    orders: shown.flatMap(({ judged, ms, at }) => {
      const { orderId, state, chainId: chain } = executionToDto(judged, undefined);
      return orderId === null ? [] : [{ orderId, state, chainId: chain, at: formatInstant(at), durationMs: ms }];
    }),
    traces: shown.flatMap(({ judged, ms, at }) => {
      const { orderId, traceIds } = judged.execution;
      const common = { service: null, operation: null, at: formatInstant(at), durationMs: ms, failed: judged.judgement.state === "failed" };
      return traceIds.slice(0, 1).map((traceId) => ({ traceId, ...common, orderIds: orderId === null ? [] : [orderId] }));
    }),
    inside: inside.map(facetsOf),
    outside: looked.filter(({ ms }) => !isInside(box, ms)).map(facetsOf),
    partial: cursor !== undefined,
    warnings: cursor === undefined ? [] : [`only the newest ${read} executions were looked at: draw a shorter box`],
  });
}

function lengthOf({ execution, judgement }: JudgedExecution, kind: Scope["kind"], stepId: string): number | null {
  if (kind === "chain") return judgement.durationMs;
  const seen = execution.steps.find((step) => step?.stepId === stepId);
  if (!seen) return null;
  return kind === "wait" ? seen.waitMs : Math.max(0, seen.endMs - seen.startMs);
}
