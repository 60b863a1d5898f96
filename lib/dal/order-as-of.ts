import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import { formatInstant } from "../contract/instant.ts";
import type { OrderDto, OrderHistoryDto } from "../contract/order.ts";
import { arrivalOf } from "../detector/seen-by.ts";
import { runtime } from "../runtime.ts";
import type { Trace } from "../trace/span.ts";
import { executionsThen } from "./as-of.ts";
import { auditView } from "./audit.ts";
import { currentMasker } from "./masking.ts";
import { liveOrderToDto } from "./order-dto.ts";
import { notFound, type Problem } from "./problem.ts";

/** An order as it was known then. One of which nothing was known yet is answered as such: what is known now is no secret. */
export async function getOrderAsOf(viewer: Viewer, orderId: string, at: UnixMs): Promise<Result<OrderDto, Problem>> {
  await auditView(viewer, "order", orderId);
  const { index, chains } = runtime();
  const indexed = await index.getOrder(orderId);
  if (!indexed) return err(notFound("The index does not know this order: nothing is kept of what was said of it."));
  const { judged, lost, learntAt } = await executionsThen(orderId, indexed.executions, at);
  const traceIds = [...new Set(judged.flatMap(({ execution }) => execution.traceIds))];
  const warnings = [
    ...(judged.length === 0 ? ["nothing was said of this order yet"] : []),
    ...(lost > 0 ? [`${lost} executions of then are told by their states alone in the history: they have turned out to be others`] : []),
  ];
  const dto = liveOrderToDto(orderId, { traceIds, executions: judged, partial: lost > 0, warnings }, chains, at);
  return ok({ ...dto, past: { learntAt: learntAt === null ? null : formatInstant(learntAt) } });
}

/** What was said of the order's executions, and when: the way through its past. */
export async function getOrderHistory(viewer: Viewer, orderId: string): Promise<Result<OrderHistoryDto, Problem>> {
  await auditView(viewer, "order", orderId);
  const { index, said } = runtime();
  const [words, indexed] = await Promise.all([said.saidOf(orderId), index.getOrder(orderId)]);
  if (words.length === 0 && indexed === null) return err(notFound("The index does not know this order."));
  const attempts = new Map(indexed?.executions.map(({ execution }) => [execution.id, execution.attempt]));
  return ok({
    items: words.map((one) => ({
      at: formatInstant(one.knownAt),
      learntAt: formatInstant(one.learntAt),
      executionId: one.executionId,
      chainId: one.chainId,
      attempt: attempts.get(one.executionId) ?? null,
      state: one.state,
      cause: one.cause,
      stepId: one.stepId,
      text: one.words && { en: currentMasker().text(one.words.text.en), ru: currentMasker().text(one.words.text.ru) },
    })),
  });
}

/** A trace as far as it had arrived; null where nothing of it had. */
export function traceBy(trace: Trace, at: UnixMs): Trace | null {
  const startMs = Number(trace.startUnixNs / 1_000_000n);
  const spans = trace.spans.filter((span) => {
    const endMs = (startMs + (span.startNs + span.durationNs) / 1e6) as UnixMs;
    return arrivalOf({ endMs, seenAt: span.receivedAt ?? endMs }) <= at;
  });
  return spans.length === trace.spans.length ? trace : spans.length === 0 ? null : { ...trace, spans };
}
