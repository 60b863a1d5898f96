import assert from "node:assert/strict";
import { test } from "node:test";
import { rightsOf } from "../auth/roles.ts";
import { viewerAs } from "../auth/test-viewer.ts";
import { ok } from "../base/result.ts";
import { type UnixMs, unixMs } from "../base/time.ts";
import { orderSchema } from "../contract/order.ts";
import { provideRuntime } from "../runtime.ts";
import { openStore } from "../store/open.ts";
import type { AttributeValue, Span, SpanId, Trace, TraceId } from "../trace/span.ts";
import { fixtureRuntime, fixtureSource, NOW } from "./fixture-runtime.ts";
import { getOrder } from "./orders.ts";
import { endReveal, giveReveal, listReveals } from "./reveals.ts";
import { getSpan, getTrace } from "./traces.ts";
import { getOrderWaterfall } from "./waterfalls.ts";

const MAIL = "ada@example.com";
const CARD = "4539148803436467";
const OTHER = "bob@example.com";
const REASON = { reason: "ticket 4711: the customer asks where it is" };
const SECRET = "hunter2hunter2";
const traceOf = (id: string, spans: readonly Span[]): Trace => ({
  ...{
    traceId: id as TraceId,
    startUnixNs: (BigInt(NOW) * 1_000_000n) as Trace["startUnixNs"],
    durationNs: 1_000_000,
    spans,
    warnings: [],
  },
});
const span = (spanId: string, parent: string | null, attributes: Record<string, AttributeValue>): Span =>
  ({
    ...{ spanId: spanId as SpanId, parentSpanId: parent as SpanId | null, name: `mail to ${attributes["customer.email"] ?? "nobody"}` },
    ...{ kind: "server", startNs: 0, durationNs: 1_000, attributes, events: [], links: [], traceState: null },
    ...{ status: { code: "ok", message: null }, scope: { name: "", version: null } },
    resource: { service: "mes-api", instance: null, version: null, attributes: {} },
  }) as unknown as Span;

const TRACE = "0af7651916cd43dd8448eb211c80319c" as TraceId;
const SPAN = "a1f067aa0ba902b7" as SpanId;
/** One trace that works for two orders, one of each below the root. */
const SHARED = traceOf(TRACE, [
  span("aaaaaaaaaaaaaaaa", null, {}),
  span(SPAN, "aaaaaaaaaaaaaaaa", { order_id: "48213", user_id: "u-1", "customer.email": MAIL, "card.number": CARD, password: SECRET }),
  span("b1f067aa0ba902b7", "aaaaaaaaaaaaaaaa", { order_id: "99999" }),
  span("b2f067aa0ba902b7", "b1f067aa0ba902b7", { "customer.email": OTHER }),
]);
const dpo = viewerAs("developer", { sub: "dpo", rights: rightsOf("developer", true) });

async function start(tell: (now: { at: UnixMs }) => Promise<void>): Promise<void> {
  const time = { at: NOW };
  const clock = () => time.at;
  const store = await openStore({ url: "sqlite::memory:", clock, orderKeys: ["order_id"] });
  const one = fixtureSource({
    id: "embedded",
    getTraces: async () => ok({ traces: new Map([[TRACE, SHARED]]), partial: false, warnings: [] }),
    findOrder: async () => ok({ traceIds: [TRACE], partial: false, warnings: [] }),
  });
  provideRuntime(fixtureRuntime({ clock, sources: [one], index: store.index, audit: store.audit, reveals: store.reveals }));
  await tell(time);
  await store.close();
}

const give = async (viewer = dpo, subject = "order/48213") => {
  const given = await giveReveal(viewer, false, { subject, ...REASON });
  assert.ok(given.ok, JSON.stringify(given));
  return given.value;
};
const seen = async (viewer = dpo) => JSON.stringify(await getTrace(viewer, TRACE));

test("a reveal opens its own order's people for its own sign-in for ten minutes, and nothing of the other order in the same trace", () =>
  start(async (time) => {
    assert.doesNotMatch(await seen(), new RegExp(MAIL));
    await give();
    const open = await seen();
    assert.match(open, new RegExp(MAIL));
    assert.doesNotMatch(open, new RegExp(OTHER));
    for (const shut of [CARD, SECRET]) assert.doesNotMatch(open, new RegExp(shut), "never, whatever the reason");
    assert.match(JSON.stringify(await getSpan(dpo, TRACE, SPAN)), new RegExp(MAIL));
    const drawn = await getOrderWaterfall(dpo, "48213");
    assert.ok(drawn.ok && Buffer.from(drawn.value).includes(MAIL) && !Buffer.from(drawn.value).includes(OTHER));
    for (const other of [{ ...dpo, credential: "another" }, viewerAs("admin"), { ...dpo, rights: rightsOf("admin", false) }])
      assert.doesNotMatch(await seen(other), new RegExp(MAIL), "another sign-in of theirs; an administrator; who lost the group");
    assert.doesNotMatch(JSON.stringify(await getTrace(dpo, TRACE, true)), new RegExp(MAIL), "a file is kept longer than ten minutes");
    time.at = unixMs(NOW + 10 * 60_000);
    assert.doesNotMatch(await seen(), new RegExp(MAIL));
    assert.doesNotMatch(JSON.stringify(await getSpan(dpo, TRACE, SPAN)), new RegExp(MAIL));
  }));

test("whose order it is, is said by the call and never by the page's first drawing; another order's reveal opens nothing of this", () =>
  start(async () => {
    await give(dpo, "order/99999");
    const other = await getOrder(dpo, "48213", true);
    assert.ok(other.ok && other.value.revealed === undefined);
    await give();
    const page = await getOrder(dpo, "48213");
    assert.ok(page.ok && page.value.revealed === undefined);
    const call = await getOrder(dpo, "48213", true);
    assert.ok(call.ok);
    assert.deepEqual([call.value.revealed?.person, call.value.revealed?.values], ["u-1", ["u-1"]]);
    assert.deepEqual(orderSchema.parse(call.value), call.value);
  }));

test("hidden again it is over at once, by its own sign-in alone; what is active is listed with the server's clock", () =>
  start(async () => {
    const given = await give();
    assert.deepEqual((await listReveals(dpo, new URLSearchParams({ subject: "order/48213" }))).items, [given]);
    assert.deepEqual((await listReveals(dpo, new URLSearchParams({ subject: "order/1" }))).items, []);
    assert.deepEqual((await listReveals({ ...dpo, credential: "x" }, new URLSearchParams())).items, []);
    assert.equal((await endReveal({ ...dpo, credential: "x" }, given.id)).ok, false);
    assert.ok((await endReveal(dpo, given.id)).ok);
    assert.equal((await endReveal(dpo, given.id)).ok, false);
    assert.doesNotMatch(await seen(), new RegExp(MAIL));
  }));

test("a token, a client and a short reason are refused; the eleventh at once is too many", () =>
  start(async () => {
    const body = { subject: "order/48213", ...REASON };
    for (const [viewer, byToken] of [
      [dpo, true],
      [viewerAs("admin", { kind: "client", rights: rightsOf("admin", true) }), false],
    ] as const) {
      const refused = await giveReveal(viewer, byToken, body);
      assert.ok(!refused.ok && refused.error.kind === "forbidden");
    }
    for (const bad of [null, {}, { ...body, reason: "short    " }, { ...body, subject: "case/1" }, { ...body, subject: "trace/xyz" }]) {
      const refused = await giveReveal(dpo, false, bad);
      assert.ok(!refused.ok && refused.error.kind === "bad-request", JSON.stringify(bad));
    }
    for (let at = 0; at < 10; at++) await give(dpo, `order/${at}`);
    const eleventh = await giveReveal(dpo, false, body);
    assert.ok(!eleventh.ok && eleventh.error.kind === "conflict");
    await give(dpo, "order/3");
  }));

test("giving, each look and the end stand in the audit log, without what was seen, and a reason loses what it names", () =>
  start(async () => {
    const given = await giveReveal(dpo, false, { subject: "order/48213", reason: `${MAIL} called and asks where it is` });
    assert.ok(given.ok);
    await seen();
    await seen();
    await getSpan(dpo, TRACE, SPAN);
    await endReveal(dpo, given.value.id);
    const { audit } = (await import("../runtime.ts")).runtime();
    const rows = await audit.list({ limit: 50 });
    const acts = rows
      .filter(({ action }) => action.startsWith("reveal."))
      .map(({ action }) => action)
      .toReversed();
    assert.deepEqual(acts, ["reveal.given", "reveal.used", "reveal.used", "reveal.ended"], "a page that asks again goes on with one look");
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(MAIL));
    assert.match(JSON.stringify(rows), /asks where it is/);
  }));
