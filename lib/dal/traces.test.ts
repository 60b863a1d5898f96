import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { unixMs, unixNs } from "../base/time.ts";
import { sealCursor } from "../contract/cursor.ts";
import { decodeWaterfall } from "../contract/waterfall-decode.ts";
import { provideRuntime } from "../runtime.ts";
import { buildTrace } from "../trace/build-trace.ts";
import type { TraceSummary } from "../trace/search.ts";
import type { ArrivingSpan, SpanId, TraceId } from "../trace/span.ts";
import { fixtureIndex, fixtureRuntime, fixtureSource, NOW, ORDER } from "./fixture-runtime.ts";
import { readOrderPerson } from "./order-person.ts";
import { problemBody } from "./problem.ts";
import { respondGzip } from "./respond.ts";
import { getTraceHead } from "./trace-head.ts";
import { getSpan, getTrace, searchTraces } from "./traces.ts";
import { getOrderWaterfall, getTraceWaterfall } from "./waterfalls.ts";

const viewer: Viewer = viewerAs("developer");
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736" as TraceId;
const SPAN = "00f067aa0ba902b7" as SpanId;
const SECRETS = ["ivan.petrov@example.com", "+79161234567", "u-77-ivan"];

const span: ArrivingSpan = {
  traceId: TRACE,
  spanId: SPAN,
  parentSpanId: null,
  name: "GET /users/ivan.petrov@example.com",
  kind: "server",
  startUnixNs: unixNs(BigInt(NOW) * 1_000_000n),
  durationNs: 5e6,
  status: { code: "error", message: "no such user ivan.petrov@example.com" },
  attributes: { order_id: "48213", user_id: "u-77-ivan", "user.email": "ivan.petrov@example.com", phone: "+79161234567" },
  events: [
    { name: "exception", timeUnixNs: unixNs(BigInt(NOW) * 1_000_000n), attributes: { "exception.message": "ivan.petrov@example.com" } },
  ],
  links: [],
  resource: { service: "crm-api", instance: null, version: null, attributes: {} },
  scope: { name: "test", version: null },
  traceState: null,
};
const trace = buildTrace(TRACE, [{ ...span, receivedAt: null }]);
const source = fixtureSource({
  id: "embedded",
  getTraces: async () => ok({ traces: new Map([[TRACE, trace]]), partial: false, warnings: [] }),
});
const start = (sources = [source]) => provideRuntime(fixtureRuntime({ sources }));

test("nothing personal leaves: not in OTLP, not in the waterfall, not in the head, not in a search", async () => {
  const summary = {
    traceId: TRACE,
    rootService: "crm-api",
    rootOperation: span.name,
    startedAt: NOW,
    durationMs: 5,
    spanCount: 1,
    errorCount: 1,
    services: [],
    orderIds: [],
    source: "embedded",
  } satisfies TraceSummary;
  start([{ ...source, search: async () => ok({ items: [summary], nextCursor: null, partial: false, warnings: [] }) }]);
  const said = [
    JSON.stringify(await getTrace(viewer, TRACE)),
    JSON.stringify(await getSpan(viewer, TRACE, SPAN)),
    JSON.stringify(await getTraceHead(viewer, TRACE)),
    JSON.stringify(await searchTraces(viewer, new URLSearchParams())),
  ];
  for (const waterfall of [await getTraceWaterfall(viewer, TRACE), await getOrderWaterfall(viewer, "48213")]) {
    assert.ok(waterfall.ok);
    said.push(new TextDecoder().decode(waterfall.value));
  }
  for (const text of said) for (const secret of SECRETS) assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 200)}`);
  assert.match((await readOrderPerson(viewer, [TRACE])) ?? "", /^user-/);
  assert.ok(said[0]?.includes("48213"), "the order's id stays: people search by it");
});

test("the order's waterfall holds its spans and, as a ghost, the step that did not come", async () => {
  start();
  const waterfall = await getOrderWaterfall(viewer, "48213");
  assert.ok(waterfall.ok);
  const decoded = decodeWaterfall(waterfall.value);
  assert.ok(decoded.ok);
  assert.equal(decoded.value.traces[0]?.spanCount, 1);
});

test("malformed ids are 400, unknown traces 404, silent sources 502", async () => {
  start();
  for (const id of ["zz", "0".repeat(32), "é".repeat(32)]) {
    const answer = await getTrace(viewer, id);
    assert.equal(!answer.ok && problemBody(answer.error).status, 400);
  }
  start([fixtureSource({ id: "embedded" })]);
  const unknown = await getTrace(viewer, TRACE);
  assert.equal(!unknown.ok && problemBody(unknown.error).status, 404);
  const failing = async () => err({ kind: "unreachable", source: "tempo", detail: "refused", retryAfterMs: 2_500 } as const);
  start([fixtureSource({ id: "tempo", getTraces: failing })]);
  const silent = await respondGzip(await getTraceWaterfall(viewer, TRACE), "x/y");
  assert.equal(silent.status, 502);
  assert.equal(silent.headers.get("retry-after"), "3");
});

test("a search over several sources is complete across its pages, and in part where one of them fails", async () => {
  const items = (name: string) =>
    Array.from(
      { length: 5 },
      (_, at) =>
        ({
          traceId: `${name}${at}`,
          startedAt: unixMs(NOW + at),
          rootService: "svc",
          rootOperation: "x",
          services: [],
          orderIds: [],
        }) as unknown as TraceSummary,
    );
  const paged = (id: string) =>
    fixtureSource({
      id,
      search: async ({ limit, cursor }) => {
        const from = Number(cursor ?? 0);
        const all = items(id);
        return ok({
          items: all.slice(from, from + limit),
          nextCursor: from + limit < all.length ? String(from + limit) : null,
          partial: false,
          warnings: [],
        });
      },
    });
  start([paged("a"), paged("b")]);
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await searchTraces(viewer, new URLSearchParams({ limit: "4", ...(cursor && { cursor }) }));
    assert.ok(page.ok);
    for (const item of page.value.items) seen.add(item.traceId);
    cursor = page.value.nextCursor;
  } while (cursor);
  assert.equal(seen.size, 10);
  start([
    paged("a"),
    fixtureSource({ id: "b", search: async () => err({ kind: "timeout", source: "b", detail: "30 s", retryAfterMs: null }) }),
  ]);
  const part = await searchTraces(viewer, new URLSearchParams());
  assert.ok(part.ok && part.value.partial && part.value.items.length === 5);
});

test("a cursor that somebody made up is a bad request, whatever is in it, and a page holds no more than was asked for", async () => {
  const asked: (string | undefined)[] = [];
  const one = (id: string) =>
    fixtureSource({
      id,
      search: async ({ limit, cursor }) => {
        asked.push(cursor);
        const items = Array.from({ length: limit }, (_, at) => ({
          traceId: `${id}${at}`,
          startedAt: NOW,
          rootService: "s",
          rootOperation: "x",
        }));
        return ok({
          items: items.map((item) => ({ ...item, services: [], orderIds: [] }) as unknown as TraceSummary),
          nextCursor: null,
          partial: false,
          warnings: [],
        });
      },
    });
  start([one("a"), one("b"), one("c")]);
  for (const inner of ["5", "[]", "null", '"a"', '{"a":5}', '{"a":{"b":1}}', "{", ""]) {
    const page = await searchTraces(viewer, new URLSearchParams({ cursor: sealCursor("traces", inner) ?? "" }));
    assert.ok(!page.ok && page.error.kind === "bad-request", inner);
  }
  assert.deepEqual(asked, []);
  const page = await searchTraces(viewer, new URLSearchParams({ limit: "10" }));
  assert.ok(page.ok && page.value.items.length > 0 && page.value.items.length <= 10);
});

test("whom a key of one of an order's traces names is masked in the texts of its other ones", async () => {
  const other = "4bf92f3577b34da6a3ce929d0e0e4737" as TraceId;
  const named = buildTrace(other, [
    {
      ...span,
      traceId: other,
      spanId: "00f067aa0ba902b8" as SpanId,
      attributes: { "customer.name": "Esmeralda Tyutcheva" },
      receivedAt: null,
    },
  ]);
  const told = buildTrace(TRACE, [{ ...span, attributes: { note: "refused for Esmeralda Tyutcheva" }, receivedAt: null }]);
  const all = new Map([
    [TRACE, told],
    [other, named],
  ]);
  const both = fixtureSource({
    id: "embedded",
    getTraces: async (ids) =>
      ok({ traces: new Map(ids.flatMap((id) => (all.has(id) ? [[id, all.get(id)!] as const] : []))), partial: false, warnings: [] }),
  });
  const index = {
    ...fixtureIndex([{ ...ORDER, traceIds: [TRACE, other] }]),
    ordersOfTraces: async () => new Map([[TRACE, [ORDER.orderId]]]),
  };
  provideRuntime(fixtureRuntime({ sources: [both], index }));
  for (const found of [await getTrace(viewer, TRACE), await getSpan(viewer, TRACE, SPAN)]) {
    assert.ok(found.ok);
    const text = JSON.stringify(found.value);
    assert.match(text, /refused for name-/);
    assert.doesNotMatch(text, /Esmeralda|00f067aa0ba902b8/);
  }
});
