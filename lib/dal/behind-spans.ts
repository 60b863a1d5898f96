import "server-only";
import { err, ok, type Result } from "../base/result.ts";
import { nsToMs, unixMs } from "../base/time.ts";
import type { Facet } from "../chains/execution.ts";
import { formatInstant } from "../contract/instant.ts";
import { keptStepOf, planRange } from "../rollups/plan-range.ts";
import { runtime } from "../runtime.ts";
import { operationStatus } from "../trace/operation-status.ts";
import { countIds } from "../trace/order-ids.ts";
import type { Span, Trace, TraceId } from "../trace/span.ts";
import { askSources, fetchTraces, warningsOf } from "./ask-sources.ts";
import { type Box, type Found, isInside } from "./behind-box.ts";
import { maskerFor } from "./masking.ts";
import { type Problem, sourceUnavailable } from "./problem.ts";
import { bucketSeries } from "./rollup-sums.ts";
import type { Scope } from "./scopes.ts";

const MOST_SEARCHED = 200;
const MOST_EXEMPLARS = 60;
const MOST_SHOWN = 50;
const MOST_ORDERS = 20;

/** A service's or an operation's: the traces kept beside its buckets, and those that a search of the same time gives. */
export async function findSpans(scope: Scope, box: Box): Promise<Result<Found, Problem>> {
  const query = {
    service: scope.a,
    ...(scope.kind === "operation" ? { operation: scope.b } : {}),
    from: unixMs(box.from),
    to: unixMs(box.to),
    limit: MOST_SEARCHED,
  };
  // A trace is never shorter than its span: the search may leave out what is too short, and so finds more of what is in the box.
  const { sources } = runtime();
  const [all, long, kept] = await Promise.all([
    askSources(sources, (source) => source.search(query)),
    askSources(sources, (source) => source.search({ ...query, minDurationMs: box.minMs })),
    readExemplars(scope, box),
  ]);
  const failures = [...all.failures, ...long.failures];
  if (all.answers.length === 0 && failures.length > 0) return err(sourceUnavailable(failures));
  const answered = [...long.answers, ...all.answers].flatMap(({ value }) => value.items.map((item) => item.traceId));
  const ids = [...new Set<TraceId>([...kept, ...answered])].slice(0, 2 * MOST_SEARCHED + MOST_EXEMPLARS);
  const fetched = await fetchTraces(sources, ids);
  const spans = fetched.traces.flatMap((trace) => spansOf(scope, box, trace));
  const inside = spans.filter(({ ms }) => isInside(box, ms)).sort((a, b) => b.ms - a.ms);
  const shown = inside.slice(0, MOST_SHOWN);
  const more = all.answers.some(({ value }) => value.nextCursor !== null);
  const said = all.answers.flatMap(({ value }) => value.warnings);
  const unsure = failures.length > 0 || all.answers.some(({ value }) => value.partial);
  return ok({
    orders: await ordersOf(shown),
    traces: shown.map(toDto),
    inside: inside.map(({ span }) => facetsOf(span)),
    outside: spans.filter(({ ms }) => !isInside(box, ms)).map(({ span }) => facetsOf(span)),
    partial: unsure || fetched.partial || more,
    warnings: [
      ...new Set([
        ...warningsOf(failures),
        ...said,
        ...fetched.warnings,
        ...(more ? [`only ${ids.length} traces of that time were looked at`] : []),
      ]),
    ],
  });
}

interface Seen {
  readonly trace: Trace;
  readonly span: Span;
  readonly ms: number;
  readonly at: number;
}

function spansOf({ kind, a: service, b: name }: Scope, box: Box, trace: Trace): readonly Seen[] {
  const startMs = nsToMs(trace.startUnixNs);
  return trace.spans.flatMap((span) => {
    if (span.resource.service !== service) return [];
    if (kind === "operation" ? span.name !== name : span.kind !== "server" && span.kind !== "consumer") return [];
    const at = startMs + span.startNs / 1e6;
    return at >= box.from && at < box.to ? [{ trace, span, ms: span.durationNs / 1e6, at }] : [];
  });
}

/** The orders of these traces that the index knows, with what is said of them now. */
async function ordersOf(seen: readonly Seen[]): Promise<Found["orders"]> {
  const { index, chains } = runtime();
  const found: Found["orders"] = [];
  const ids = new Map(seen.flatMap((one) => [...countIds(one.trace, chains.orderKeys).keys()].slice(0, 5).map((id) => [id, one] as const)));
  for (const [orderId, { at, ms }] of [...ids].slice(0, MOST_ORDERS)) {
    const order = await index.getOrder(orderId);
    const chainId = order?.verdict?.chainId ?? order?.executions[0]?.execution.chainId;
    if (order && chainId !== undefined) found.push({ orderId, state: order.state, chainId, at: formatInstant(at), durationMs: ms });
  }
  return found;
}

function toDto({ trace, span, ms, at }: Seen): Found["traces"][number] {
  const masker = maskerFor([trace]);
  return {
    traceId: trace.traceId,
    service: masker.text(span.resource.service),
    operation: masker.text(span.name),
    at: formatInstant(at),
    durationMs: ms,
    failed: operationStatus(span) !== "success",
    orderIds: [...countIds(trace, runtime().chains.orderKeys).keys()].slice(0, 5),
  };
}

const LONGEST_VALUE = 100;

/** What may set a span apart: its short attributes and its resource's, and how it went. Order ids and the like differ in every one and fall out. */
function facetsOf(span: Span): readonly Facet[] {
  const facets: Facet[] = [{ key: "operation_status", value: operationStatus(span) }];
  for (const attributes of [span.resource.attributes, span.attributes])
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") continue;
      const text = String(value);
      if (text.length <= LONGEST_VALUE) facets.push({ key, value: text });
    }
  return facets;
}

async function readExemplars({ series }: Scope, box: Box): Promise<readonly TraceId[]> {
  if (series === null) return [];
  const now = runtime().clock();
  const step = Math.min(...planRange(box.from, box.to, now).map((piece) => piece.step), 86_400);
  const cells = await bucketSeries([series.id], keptStepOf(step), step, box);
  const all = [...cells.values()].flatMap((cell) => cell.exemplars);
  return all
    .filter(({ ns }) => isInside(box, ns / 1e6))
    .slice(0, MOST_EXEMPLARS)
    .map(({ traceId }) => traceId);
}
