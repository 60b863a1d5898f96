import "server-only";
import { err, ok, type Result } from "../base/result.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { runtime } from "../runtime.ts";
import type { TraceId } from "../trace/span.ts";
import { askSources, fetchTraces, sayHowWhole } from "./ask-sources.ts";
import { notFound, type Problem, sourceUnavailable } from "./problem.ts";
import { remember } from "./recent-traces.ts";

/** An order that the index does not know, as its sources tell it now. */
export interface LiveOrder {
  readonly traceIds: readonly TraceId[];
  readonly executions: readonly JudgedExecution[];
  readonly partial: boolean;
  readonly warnings: readonly string[];
}

/** So many are fetched to say something of the order; its page still lists and draws them all. */
const MOST_JUDGED = 500;
const OLDER = "older than the index: found at its source, judged from its spans alone, without knowing which services were heard then";
const UNREADABLE = "its spans could not be matched with the chains: nothing is said of them";

/** Not found is only said when every source was asked and none has a span of it. */
export async function findLiveOrder(orderId: string): Promise<Result<LiveOrder, Problem>> {
  const { sources, chains } = runtime();
  const { answers, failures } = await askSources(sources, (source) => source.findOrder(orderId, chains.orderKeys));
  const traceIds = [...new Set(answers.flatMap(({ value }) => value.traceIds))];
  if (traceIds.length === 0 && (failures.length > 0 || answers.length === 0)) return err(sourceUnavailable(failures));
  if (traceIds.length === 0) return err(notFound("No trace carries this order id."));
  const found = sayHowWhole(answers, failures);
  const judged = await judge(orderId, traceIds);
  return ok({
    traceIds,
    executions: judged.executions,
    partial: found.partial || judged.partial,
    warnings: [...new Set([...judged.warnings, ...found.warnings])],
  });
}

async function judge(orderId: string, traceIds: readonly TraceId[]): Promise<Omit<LiveOrder, "traceIds">> {
  const { sources, pipeline } = runtime();
  if (traceIds.length > MOST_JUDGED) return { executions: [], partial: true, warnings: [`more than ${MOST_JUDGED} traces: not judged`] };
  const { traces, partial, warnings } = await fetchTraces(sources, traceIds);
  remember(traces);
  try {
    const { isOlder, executions } = pipeline.judgeLive(orderId, traces);
    return { executions, partial, warnings: isOlder ? [OLDER, ...warnings] : warnings };
  } catch (error) {
    console.error(error);
    return { executions: [], partial: true, warnings: [UNREADABLE, ...warnings] };
  }
}
