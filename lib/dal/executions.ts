import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import type { ExecutionPageDto } from "../contract/execution.ts";
import { parseExecutionQuery } from "../contract/query.ts";
import { runtime } from "../runtime.ts";
import { askPage } from "./ask-page.ts";
import { executionToDto } from "./execution-dto.ts";
import { readFreshness } from "./freshness.ts";
import { badRequest, type Problem } from "./problem.ts";

export async function listExecutions(_viewer: Viewer, params: URLSearchParams): Promise<Result<ExecutionPageDto, Problem>> {
  const { index, chains } = runtime();
  const query = parseExecutionQuery(params, chains);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const { chain: chainId, state: states, step: stepId, from, to, limit, cursor } = query.value;
  const opened = cursor === undefined ? undefined : openCursor("executions", cursor);
  if (opened === null) return err(badRequest("cursor", "is not one that this call gave out"));
  const listed = await askPage(() => index.listExecutions({ chainId, states, stepId, from, to, limit, cursor: opened }));
  if (!listed.ok) return listed;
  const page = listed.value;
  const byId = new Map(chains.chains.map((chain) => [chain.id, chain]));
  const { partial, warnings } = await readFreshness();
  return ok({
    items: page.items.map((judged) => executionToDto(judged, byId.get(judged.execution.chainId))),
    nextCursor: sealCursor("executions", page.nextCursor),
    partial,
    warnings: [...warnings],
  });
}
