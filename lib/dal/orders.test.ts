import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { sealCursor } from "../contract/cursor.ts";
import { orderPageSchema, orderSchema } from "../contract/order.ts";
import { overviewSchema } from "../contract/overview.ts";
import { provideRuntime } from "../runtime.ts";
import type { SourceFailure } from "../sources/source.ts";
import { openStore } from "../store/open.ts";
import type { TraceId } from "../trace/span.ts";
import { fixtureIndex, fixtureRuntime, fixtureSource, JUDGED, NOW, ORDER } from "./fixture-runtime.ts";
import { getOrder, listOrders } from "./orders.ts";
import { getOverview } from "./overview.ts";
import { problemBody } from "./problem.ts";

const viewer: Viewer = viewerAs("developer");
const down = (kind: SourceFailure["kind"]) => async () => err({ kind, source: "jaeger", detail: "no answer", retryAfterMs: null });
let tick = 0;
/** Each test has a clock of its own, so that no health kept from the last one counts. */
const start = (part: Parameters<typeof fixtureRuntime>[0]) => {
  tick += 60_000;
  const now = unixMs(NOW + tick);
  provideRuntime(fixtureRuntime({ ...part, clock: () => now }));
};

test("an indexed order is answered in the contract's shape, its awaited step with both deadlines", async () => {
  start({});
  const order = await getOrder(viewer, "48213");
  assert.ok(order.ok);
  assert.deepEqual(orderSchema.parse(order.value), order.value);
  const awaited = order.value.executions[0]?.steps[4];
  assert.equal(awaited?.state, "missing");
  assert.equal(Date.parse(awaited?.expectedBy ?? "") - Date.parse(order.value.executions[0]?.steps[3]?.at ?? ""), 120_000);
  assert.equal(order.value.executions[0]?.steps[5]?.expectedBy, null);
});

test("an order acknowledged a moment ago is found live, with state and verdict null", async () => {
  const id = "0af7651916cd43dd8448eb211c80319c" as TraceId;
  start({ sources: [fixtureSource({ id: "embedded", findOrder: async () => ok({ traceIds: [id], partial: false, warnings: [] }) })] });
  const order = await getOrder(viewer, "a/../b\n💍");
  assert.ok(order.ok);
  assert.equal(order.value.state, null);
  assert.equal(order.value.verdict, null);
  assert.deepEqual(order.value.traces, [{ traceId: id, chainIds: [] }]);
});

test("not found is said only when every source was asked; a source that failed makes it 502, one that timed out 504", async () => {
  start({});
  const missing = await getOrder(viewer, "nobody");
  assert.equal(!missing.ok && problemBody(missing.error).status, 404);
  start({ sources: [fixtureSource({ id: "embedded" }), fixtureSource({ id: "jaeger", findOrder: down("unreachable") })] });
  const unknown = await getOrder(viewer, "nobody");
  assert.equal(!unknown.ok && problemBody(unknown.error).status, 502);
  assert.ok(!unknown.ok && problemBody(unknown.error).type.endsWith("/source-unavailable"));
  start({ sources: [fixtureSource({ id: "jaeger", findOrder: down("timeout") })] });
  const late = await getOrder(viewer, "nobody");
  assert.equal(!late.ok && problemBody(late.error).status, 504);
});

test("a source that breaks its promise and throws is a failure, not a crash", async () => {
  start({ sources: [fixtureSource({ id: "tempo", findOrder: () => Promise.reject(new Error("boom")) })] });
  const order = await getOrder(viewer, "nobody");
  assert.equal(!order.ok && order.error.kind, "source-unavailable");
});

test("what the index says while a source fails is marked incomplete", async () => {
  start({
    sources: [
      fixtureSource({ id: "jaeger", status: async () => ({ id: "jaeger", kind: "jaeger", state: "failed", lastError: "refused" }) }),
    ],
  });
  const order = await getOrder(viewer, "48213");
  assert.ok(order.ok && order.value.partial && order.value.warnings.length === 1);
  const list = await listOrders(viewer, new URLSearchParams());
  assert.ok(list.ok && list.value.partial);
});

test("a list's pages add up to the whole, each order once, and a foreign cursor is refused", async () => {
  const orders = Array.from({ length: 7 }, (_, index) => ({ ...ORDER, orderId: String(index) }));
  start({ index: fixtureIndex(orders) });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listOrders(viewer, new URLSearchParams({ limit: "3", ...(cursor && { cursor }) }));
    assert.ok(page.ok);
    orderPageSchema.parse(page.value);
    seen.push(...page.value.items.map((row) => row.orderId));
    cursor = page.value.nextCursor;
  } while (cursor);
  assert.deepEqual(
    seen,
    orders.map((order) => order.orderId),
  );
  const foreign = await listOrders(viewer, new URLSearchParams({ cursor: "MSB0cmFjZXMgMw" }));
  assert.equal(!foreign.ok && problemBody(foreign.error).field, "cursor");
});

test("the overview counts by state and by step", async () => {
  start({});
  const overview = await getOverview(viewer);
  assert.ok(overview.ok);
  overviewSchema.parse(overview.value);
  assert.deepEqual(
    overview.value.chains[0]?.steps.map(({ stepId, state, count }) => ({ stepId, state, count })),
    [{ stepId: "crm-api", state: "stuck", count: 1 }],
  );
});

test("any id is asked of every source as it is, under every key; what is found older than the index says so, and is judged", async () => {
  const id = "0af7651916cd43dd8448eb211c80319c" as TraceId;
  const strange = ['"; drop table', '{ span.x = "y" } || true', "a\nb\\c", "Заказ 💍", "x".repeat(4_096)];
  const asked: unknown[] = [];
  const one = fixtureSource({
    id: "jaeger",
    findOrder: async (...how) => {
      asked.push([how[0], how[1]]);
      return ok({ traceIds: [id], partial: true, warnings: ["links were not followed"] });
    },
  });
  for (const orderId of strange) {
    start({ sources: [one], pipeline: { ...fixtureRuntime({}).pipeline, judgeLive: () => ({ isOlder: true, executions: [JUDGED] }) } });
    const order = await getOrder(viewer, orderId);
    assert.ok(order.ok);
    assert.deepEqual(orderSchema.parse(order.value), order.value);
    assert.deepEqual(asked.at(-1), [orderId, ["order_id"]]);
    assert.equal(order.value.state, "stuck");
    assert.match(order.value.warnings[0] ?? "", /older than the index/);
    assert.ok(order.value.partial && order.value.warnings.includes("jaeger: links were not followed"));
  }
});

test("an order found at its source whose spans break the matcher is shown with its traces, and says so", async () => {
  const id = "0af7651916cd43dd8448eb211c80319c" as TraceId;
  const judgeLive = () => {
    throw new Error("a bug");
  };
  start({
    sources: [fixtureSource({ id: "jaeger", findOrder: async () => ok({ traceIds: [id], partial: false, warnings: [] }) })],
    pipeline: { ...fixtureRuntime({}).pipeline, judgeLive },
  });
  const order = await getOrder(viewer, "48213");
  assert.ok(order.ok, "the index has it, so it is not asked for");
  const live = await getOrder(viewer, "x");
  assert.ok(live.ok && live.value.partial && live.value.traces.length === 1 && live.value.warnings.length === 1);
});

test("an order that could not be matched, or has more traces than are kept, says so", async () => {
  const { pipeline } = fixtureRuntime({});
  const status = () => ({ ...pipeline.status(), unmatched: new Map([["48213", "jaeger: too large"]]) });
  start({ pipeline: { ...pipeline, status } });
  const unmatched = await getOrder(viewer, "48213");
  assert.ok(unmatched.ok && unmatched.value.partial);
  assert.match(unmatched.value.warnings.join(), /could not be matched.*jaeger: too large/);
  const many = Array.from({ length: 5_000 }, (_, at) => at.toString(16).padStart(32, "0") as TraceId);
  start({ index: fixtureIndex([{ ...ORDER, traceIds: many }]) });
  const large = await getOrder(viewer, "48213");
  assert.ok(large.ok && large.value.partial);
  assert.match(large.value.warnings.join(), /5000 traces/);
});

test("a cursor that only looks like one is a bad request, whatever database would have read it", async () => {
  const forged = (...values: readonly unknown[]) => sealCursor("orders", Buffer.from(JSON.stringify(values)).toString("base64url")) ?? "";
  const store = await openStore({ url: "sqlite::memory:", clock: () => NOW, orderKeys: ["order_id"] });
  start({ index: store.index });
  const raw = sealCursor("orders", Buffer.from('[1e999,"x"]').toString("base64url")) ?? "";
  for (const cursor of [forged("x", "y"), forged(null, "y"), forged(1), forged(1, 2), forged(1, "\u0000"), forged(1, "\ud800"), raw]) {
    const page = await listOrders(viewer, new URLSearchParams({ cursor }));
    assert.ok(!page.ok && problemBody(page.error).status === 400, cursor);
  }
  await store.close();
});
