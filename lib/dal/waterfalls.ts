import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import { encodeWaterfall } from "../contract/waterfall.ts";
import { buildWaterfall } from "../contract/waterfall-build.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { runtime } from "../runtime.ts";
import { instanceKey } from "../trace/clock-observations.ts";
import { findCriticalPath } from "../trace/critical-path.ts";
import type { Span, Trace, TraceId } from "../trace/span.ts";
import { executionsThen } from "./as-of.ts";
import { auditView } from "./audit.ts";
import { readClockOffsets } from "./clock-offsets.ts";
import { traceBy } from "./order-as-of.ts";
import { findOrderTraces } from "./orders.ts";
import type { Problem } from "./problem.ts";
import { type MaskedTraces, readMasked, readTraceId } from "./read-traces.ts";
import { findUsualSpans } from "./usual-spans.ts";

export async function getOrderWaterfall(
  viewer: Viewer,
  orderId: string,
  asOf: UnixMs | null = null,
  masked = false,
): Promise<Result<Uint8Array, Problem>> {
  await auditView(viewer, "order", orderId);
  const place = await findOrderTraces(orderId);
  if (!place.ok) return place;
  const found = await readMasked(place.value.traceIds, masked ? null : { viewer, orderId });
  if (!found.ok) return found;
  const partial = found.value.partial || place.value.partial;
  const warnings = [...place.value.warnings, ...found.value.warnings];
  if (asOf === null) return ok(draw(orderId, { ...found.value, partial, warnings }, place.value.executions));
  const traces = found.value.traces.flatMap((trace) => traceBy(trace, asOf) ?? []);
  const { judged } = await executionsThen(orderId, place.value.executions, asOf);
  return ok(draw(orderId, { traces, revealed: null, partial, warnings }, judged, asOf));
}

export async function getTraceWaterfall(viewer: Viewer, id: string, masked = false): Promise<Result<Uint8Array, Problem>> {
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  await auditView(viewer, "trace", traceId.value);
  const found = await readMasked([traceId.value], masked ? null : { viewer });
  if (!found.ok) return found;
  return ok(draw(null, found.value, await executionsOfTrace(traceId.value)));
}

/** What its orders went through in this very trace. */
async function executionsOfTrace(traceId: TraceId): Promise<readonly JudgedExecution[]> {
  const { index } = runtime();
  const orderIds = (await index.ordersOfTraces([traceId])).get(traceId) ?? [];
  const orders = await Promise.all(orderIds.slice(0, 20).map((orderId) => index.getOrder(orderId)));
  return orders.flatMap((order) => order?.executions ?? []).filter(({ execution }) => execution.traceIds.includes(traceId));
}

function draw(orderId: string | null, found: MaskedTraces, executions: readonly JudgedExecution[], asOf: UnixMs | null = null): Uint8Array {
  const { chains, clock, pipeline } = runtime();
  const offsets = readClockOffsets(found.traces);
  return encodeWaterfall(
    buildWaterfall({
      orderId,
      traces: found.traces,
      nowMs: asOf ?? clock(),
      chains: chains.chains,
      executions,
      offsetNs: (service, instance) => (offsets.get(instanceKey(service, instance)) ?? 0) * 1e6,
      criticalSpans,
      usual: findUsualSpans(found.traces, executions, (chainId, stepId, at) => pipeline.usual("span", chainId, stepId, at)),
      partial: found.partial,
      warnings: found.warnings,
    }),
  );
}

const criticalSpans = (trace: Trace): ReadonlySet<Span> =>
  new Set(findCriticalPath(trace).flatMap((segment) => trace.spans[segment.spanIndex] ?? []));
