import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../../base/time.ts";
import type { TraceId } from "../../trace/span.ts";
import { fakeClient } from "./fake-client.ts";
import { createTempoSource } from "./tempo-source.ts";
import { attribute, carries, equals, quote } from "./traceql.ts";

const signal = new AbortController().signal;
const ID = "a".repeat(32) as TraceId;
const NOW = 1_795_435_700_000;

const sourceOf = (body: string, { status = 200, path = /./ }: { status?: number; path?: RegExp } = {}) =>
  createTempoSource({
    id: "tempo",
    http: fakeClient((asked) =>
      path.test(asked) ? { status, contentType: "", body } : { status: 200, contentType: "", body: '{"traces":[]}' },
    ),
    clock: () => unixMs(NOW),
    orderKeys: ["order_id"],
    attributeKeys: [],
  });

test("HTML, half an answer, another form and a plain text are broken answers of every question", async () => {
  for (const body of ["<!doctype html><p>sign in", '{"traces":[{"traceID":"a', '{"traces":[{"traceID":"no hex"}]}', "ok", "[]"]) {
    const source = sourceOf(body);
    for (const answer of [
      await source.scan(null, 10, signal),
      await source.findOrder("1", ["order_id"]),
      await source.search({ limit: 1 }),
    ])
      assert.ok(!answer.ok && answer.error.kind === "broken-answer", body);
  }
  const traces = await sourceOf('{"trace":{"resourceSpans":"x"}}').getTraces([ID]);
  assert.ok(!traces.ok && traces.error.kind === "broken-answer");
});

const PART = JSON.stringify({
  trace: {
    resourceSpans: [
      {
        resource: {},
        scopeSpans: [
          {
            spans: [
              { traceId: Buffer.from(ID, "hex").toString("base64"), spanId: "AAAAAAAAAAE=", startTimeUnixNano: "5", endTimeUnixNano: "6" },
            ],
          },
        ],
      },
    ],
  },
  status: "PARTIAL",
  message: "trace exceeds max size",
});

test("a trace that Tempo gives in part is given as partial, with its reason", async () => {
  const answer = await sourceOf(PART).getTraces([ID]);
  assert.ok(answer.ok);
  assert.equal(answer.value.partial, true);
  assert.deepEqual(answer.value.warnings, ["trace exceeds max size"]);
  assert.ok(answer.value.traces.get(ID)!.warnings.some((warning) => warning.kind === "partial"));
});

test("404 with nothing in it is a trace that is not there, 404 of a router is a wrong address", async () => {
  const absent = await sourceOf("", { status: 404 }).getTraces([ID]);
  assert.ok(absent.ok && absent.value.traces.size === 0);
  const wrong = await sourceOf("404 page not found\n", { status: 404 }).getTraces([ID]);
  assert.ok(!wrong.ok && wrong.error.kind === "broken-answer");
});

test("its state is what was met last, told without asking: a hung server makes nobody wait who only wants to know", async () => {
  let status = 500;
  const http = fakeClient(() =>
    status === 200 ? { status, contentType: "", body: '{"metrics":{}}' } : { status, contentType: "", body: "boom" },
  );
  const source = createTempoSource({
    id: "tempo",
    http,
    clock: () => unixMs(NOW),
    orderKeys: ["order_id"],
    attributeKeys: [],
    historyMs: 60_000,
  });
  const state = async () => (await source.status()).state;
  assert.equal(await state(), "ok");
  assert.ok(!(await source.scan(null, 10, signal)).ok);
  const asked = http.asked.length;
  assert.deepEqual(await source.status(), { id: "tempo", kind: "tempo", state: "failed", lastError: "boom" });
  assert.equal(http.asked.length, asked);
  status = 200;
  assert.ok((await source.findOrder("A", ["order_id"])).ok);
  assert.equal(await state(), "failed", "scanning has not succeeded yet");
  assert.ok((await source.scan(null, 10, signal)).ok);
  assert.equal(await state(), "ok");
  status = 400;
  assert.ok(!(await source.findOrder("A", ["order_id"])).ok);
  assert.equal(await state(), "ok", "a no to one question is no outage");
});

test("an order's id is a text in TraceQL whatever is in it, and a number too where it looks like one", () => {
  assert.equal(quote('a"b\\'), '"a\\"b\\\\"');
  assert.equal(equals("span.x", '" || true || "'), 'span.x = "\\" || true || \\""');
  assert.equal(equals("span.x", "48213"), 'span.x = "48213" || span.x = 48213');
  assert.equal(equals("span.x", "007"), 'span.x = "007"');
  assert.equal(equals("span.x", "a\n(b)"), 'span.x =~ "a\\\\x{a}\\\\(b\\\\)"');
  assert.equal(attribute("span", 'x = 1 || span."y'), 'span."x = 1 || span.\\"y"');
  assert.equal(carries("order-id", "A"), '(span.order-id = "A" || resource.order-id = "A")');
});

test("a quiet Tempo costs one light question a sweep, and its cursor stays", async () => {
  let nowMs = NOW;
  const http = fakeClient(() => ({ status: 200, contentType: "", body: '{"metrics":{}}' }));
  const source = createTempoSource({
    id: "tempo",
    http,
    clock: () => unixMs(nowMs),
    orderKeys: [],
    attributeKeys: [],
    historyMs: 60_000,
  });
  let cursor: string | null = null;
  for (let round = 0; round < 3; round++) {
    const batch = await source.scan(cursor, 10, signal);
    assert.ok(batch.ok);
    cursor = batch.value.cursor;
    nowMs += 2_000;
  }
  const before = http.asked.length;
  const batch = await source.scan(cursor, 10, signal);
  assert.ok(batch.ok && batch.value.caughtUp);
  assert.equal(batch.value.cursor, cursor);
  assert.equal(http.asked.length, before + 1);
  const again = await source.scan(cursor, 10, signal);
  assert.ok(again.ok);
  assert.equal(http.asked.length, before + 1, "too soon after the last sweep: nothing is asked");
});

test("no answer in time is told at once, and less is asked for the next time", async () => {
  const http = fakeClient(() => ({ status: 504, contentType: "", body: "gateway timeout" }));
  const source = createTempoSource({
    id: "tempo",
    http,
    clock: () => unixMs(NOW),
    orderKeys: [],
    attributeKeys: [],
    historyMs: 7 * 86_400_000,
  });
  const rangeOf = (query: Record<string, string>) => Number(query["end"]) - Number(query["start"]);
  for (let scans = 1; scans <= 3; scans++) {
    assert.ok(!(await source.scan(null, 10, signal)).ok);
    assert.equal(http.asked.length, scans);
  }
  const ranges = http.asked.map(({ query }) => rangeOf(query));
  assert.ok(ranges[2]! <= ranges[1]! && ranges[1]! <= ranges[0]!);
});
