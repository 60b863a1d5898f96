import type { Kysely } from "kysely";
import { unixMs } from "#lib/base/time";
import { buildTrace } from "#lib/trace/build-trace";
import type { Trace, TraceId } from "#lib/trace/span";
import type { Dictionary } from "./dictionary.ts";
import { chunksOf } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { readPayload, unpackSpan } from "./span-payload.ts";
import { textKey } from "./stored-text.ts";

export interface ReadContext {
  readonly db: Kysely<Tables>;
  readonly dictionary: Dictionary;
  readonly sealing: Sealing;
}

/** About 20 ms of building; between two such pieces others get their turn. */
const SPANS_AT_A_TIME = 2_000;

export async function readTraces(context: ReadContext, traceIds: readonly TraceId[]): Promise<ReadonlyMap<TraceId, Trace>> {
  const traces = new Map<TraceId, Trace>();
  for (const chunk of chunksOf([...new Set(traceIds)], 200)) {
    const rows = await context.db
      .selectFrom("traces")
      .innerJoin("spans", "spans.trace_pk", "traces.trace_pk")
      .select(["traces.trace_id", "spans.span_id", "spans.received_at", "spans.position", "spans.payload"])
      .where("traces.trace_id", "in", chunk)
      .execute();
    const read = rows.map((row) => readPayload(row.payload));
    const meanings = await context.dictionary.read(read.flatMap(({ resource, scope }) => [resource, scope]));
    const spans = rows.map((row, at) => ({ row, payload: read[at]! }));
    let built = 0;
    for (const [traceId, its] of Map.groupBy(spans, ({ row }) => row.trace_id as TraceId)) {
      its.sort((a, b) => a.row.received_at - b.row.received_at || a.row.position - b.row.position);
      const arrived = its.map(({ row, payload }) => unpackSpan(traceId, row, payload, meanings, context.sealing));
      traces.set(traceId, buildTrace(traceId, arrived));
      built += its.length;
      if (built < SPANS_AT_A_TIME) continue;
      built = 0;
      await new Promise(setImmediate);
    }
  }
  return traces;
}

export async function readChangedAfter(db: Kysely<Tables>, seq: number, limit: number) {
  const rows = await db
    .selectFrom("traces")
    .select(["trace_id", "seq", "last_received"])
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit + 1)
    .execute();
  const taken = rows.slice(0, limit);
  const last = taken.at(-1);
  return {
    traceIds: taken.map((row) => row.trace_id as TraceId),
    seq: last?.seq ?? seq,
    caughtUp: rows.length <= limit,
    receivedUpTo: unixMs(taken.reduce((newest, row) => Math.max(newest, row.last_received), 0)),
  };
}

/** Those that carry the order, then those one link away: linked from them, or linking to them. */
export async function readTracesOfOrder(db: Kysely<Tables>, orderId: string): Promise<readonly TraceId[]> {
  const carrying = await db
    .selectFrom("trace_orders")
    .innerJoin("traces", "traces.trace_pk", "trace_orders.trace_pk")
    .select("traces.trace_id")
    .where("trace_orders.order_hash", "=", textKey(orderId))
    .orderBy("traces.trace_pk")
    .execute();
  const found = new Set(carrying.map((row) => row.trace_id));
  for (const chunk of chunksOf([...found])) {
    const out = await db.selectFrom("trace_links").select("linked_trace_id as id").where("trace_id", "in", chunk).execute();
    const back = await db.selectFrom("trace_links").select("trace_id as id").where("linked_trace_id", "in", chunk).execute();
    const linked = [...out, ...back].map((row) => row.id).filter((id) => !found.has(id));
    for (const some of chunksOf(linked)) {
      // A link may name a trace that never came, or is gone.
      const kept = await db.selectFrom("traces").select("trace_id").where("trace_id", "in", some).execute();
      for (const row of kept) found.add(row.trace_id);
    }
  }
  return [...found] as TraceId[];
}
