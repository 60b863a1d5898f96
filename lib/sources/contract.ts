import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { unixMs, unixNs } from "#lib/base/time";
import type { ArrivingSpan, SpanId, TraceId } from "#lib/trace/span";
import type { ScanBatch, TraceQuery, TraceSource } from "./source.ts";

/** A source under test. `push` sends spans to the backend, `settle` waits until it would find them. */
export interface SourceUnderTest {
  readonly source: TraceSource;
  push(spans: readonly ArrivingSpan[]): Promise<void>;
  settle(): Promise<void>;
  /** Takes the backend away, so that every call has to fail. */
  breakIt(): Promise<void>;
  stop(): Promise<void>;
}

export interface ContractOptions {
  /** The keys under which spans carry an order's id. */
  readonly orderKeys: readonly string[];
  /** More traces than the backend gives in one answer. */
  readonly manyTraces: number;
}

const signal = new AbortController().signal;
/** Now, so that a backend that refuses or forgets old spans keeps them; whole milliseconds. */
const BASE_MS = Date.now() - 600_000;

const traceIdOf = (number: number): TraceId => `c0ffee${number.toString(16).padStart(26, "0")}` as TraceId;
const spanIdOf = (number: number): SpanId => `a${number.toString(16).padStart(15, "0")}` as SpanId;
const bare = <T extends object>(value: T): T => Object.assign(Object.create(null), value);

interface Wish {
  readonly id?: number;
  readonly parent?: number;
  readonly service?: string;
  readonly name?: string;
  readonly atMs?: number;
  readonly durationMs?: number;
  readonly failed?: boolean;
  readonly attributes?: ArrivingSpan["attributes"];
  readonly links?: readonly number[];
}

function span(trace: number, wish: Wish = {}): ArrivingSpan {
  const service = wish.service ?? "crm-api";
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(wish.id ?? 1),
    parentSpanId: wish.parent === undefined ? null : spanIdOf(wish.parent),
    name: wish.name ?? "CreateOrder",
    kind: "server",
    startUnixNs: unixNs(BigInt(BASE_MS + (wish.atMs ?? 0)) * 1_000_000n),
    durationNs: (wish.durationMs ?? 10) * 1e6,
    status: { code: wish.failed ? "error" : "unset", message: null },
    attributes: bare(wish.attributes ?? {}),
    events: [],
    links: (wish.links ?? []).map((to) => ({ traceId: traceIdOf(to), spanId: spanIdOf(1), attributes: bare({}) })),
    resource: { service, instance: null, version: null, attributes: bare({ "service.name": service }) },
    scope: { name: "contract", version: null },
    traceState: null,
  };
}

/** What every source has to do, whatever its backend: the embedded one, and Jaeger and Tempo when they come. */
export function sourceContract(name: string, start: () => Promise<SourceUnderTest>, options: ContractOptions): void {
  const using = (use: (under: SourceUnderTest) => Promise<void>) => async () => {
    const under = await start();
    try {
      await use(under);
    } finally {
      await under.stop();
    }
  };
  const orderKey = options.orderKeys[0]!;

  describe(`source: ${name}`, () => {
    test(
      "a scan gives every trace, whole, however many there are",
      using(async ({ source, push, settle }) => {
        const expected = new Set<string>();
        for (let trace = 1; trace <= options.manyTraces; trace += 100) {
          const some = Array.from({ length: Math.min(100, options.manyTraces - trace + 1) }, (_, at) => trace + at);
          await push(some.flatMap((one) => [span(one, { atMs: one }), span(one, { id: 2, parent: 1, atMs: one + 1 })]));
          for (const one of some) expected.add(traceIdOf(one));
        }
        await settle();
        const { traces } = await scanAll(source, null, 77);
        assert.deepEqual(new Set(traces.keys()), expected);
        for (const spans of traces.values()) assert.equal(spans, 2);
      }),
    );

    test(
      "late spans bring their trace again, whole; a scan that has caught up goes on from where it was",
      using(async ({ source, push, settle }) => {
        await push([span(1, { id: 2, parent: 1, atMs: 5 }), span(2)]);
        await settle();
        const first = await scanAll(source, null, 10);
        assert.equal(first.traces.get(traceIdOf(1)), 1);
        await push([span(1)]);
        await settle();
        const second = await scanAll(source, first.cursor, 10);
        assert.equal(second.traces.get(traceIdOf(1)), 2);
        const third = await scanAll(source, second.cursor, 10);
        assert.equal(typeof third.cursor, "string");
      }),
    );

    test(
      "traces are given by id with all that was sent; those it does not have are absent",
      using(async ({ source, push, settle }) => {
        const sent = span(3, { attributes: { text: "é <b>", flag: true, count: 3 }, links: [4], failed: true });
        await push([sent]);
        await settle();
        const answer = await source.getTraces([traceIdOf(3), traceIdOf(4)]);
        assert.ok(answer.ok);
        assert.deepEqual([...answer.value.traces.keys()], [traceIdOf(3)]);
        assert.equal(answer.value.partial, false);
        const trace = answer.value.traces.get(traceIdOf(3))!;
        assert.equal(trace.startUnixNs, sent.startUnixNs);
        const kept = trace.spans[0]!;
        assert.equal(kept.resource.service, "crm-api");
        assert.equal(kept.durationNs, sent.durationNs);
        assert.equal(kept.status.code, "error");
        for (const key of ["text", "flag", "count"]) assert.equal(kept.attributes[key], sent.attributes[key]);
        assert.equal(kept.links[0]!.traceId, traceIdOf(4));
        const none = await source.getTraces([]);
        assert.ok(none.ok && none.value.traces.size === 0);
      }),
    );

    test(
      "an order is found by an id of any characters, and what links to it or is linked from it",
      using(async ({ source, push, settle }) => {
        const ids = ["48213", 'o\'Hara "x" \\ {} `', "a/b?c=d&e #%20", "Заказ 💍", "<script>", "y".repeat(4_096)];
        for (const [at, id] of ids.entries()) {
          const trace = 100 + at * 10;
          await push([
            span(trace, { attributes: { [orderKey]: id }, links: [trace + 1] }),
            span(trace + 1),
            span(trace + 2, { links: [trace] }),
            span(trace + 3, { attributes: { [orderKey]: `${id}0` } }),
          ]);
        }
        await settle();
        for (const [at, id] of ids.entries()) {
          const trace = 100 + at * 10;
          const answer = await source.findOrder(id, options.orderKeys);
          assert.ok(answer.ok, id);
          const found = new Set(answer.value.traceIds);
          assert.ok(found.has(traceIdOf(trace)), id);
          assert.ok(!found.has(traceIdOf(trace + 3)), id);
          // A backend that cannot search links says that its answer is partial, rather than nothing.
          if (!answer.value.partial) assert.ok(found.has(traceIdOf(trace + 1)) && found.has(traceIdOf(trace + 2)), id);
        }
        const nobody = await source.findOrder("nobody's", options.orderKeys);
        assert.ok(nobody.ok);
        assert.deepEqual(nobody.value.traceIds, []);
      }),
    );

    test(
      "a search keeps to its filters and pages to the end",
      using(async ({ source, push, settle }) => {
        await push([
          span(201, { service: "crm-api", name: "ConfirmOrder", durationMs: 500, attributes: { colour: "red" } }),
          span(202, { service: "crm-api", name: "ListOrders", atMs: 60_000, failed: true }),
          span(203, { service: "mes-api", name: "CalculatePrice", atMs: 120_000, attributes: { colour: "blue" } }),
        ]);
        await settle();
        const found = async (query: Omit<TraceQuery, "limit">) => {
          const ids: string[] = [];
          let cursor: string | undefined;
          do {
            const page = await source.search({ ...query, limit: 2, cursor });
            assert.ok(page.ok);
            for (const item of page.value.items) {
              assert.equal(item.source, source.id);
              ids.push(item.traceId);
            }
            cursor = page.value.nextCursor ?? undefined;
          } while (cursor);
          return ids.sort();
        };
        const range = { from: unixMs(BASE_MS), to: unixMs(BASE_MS + 180_000) };
        assert.deepEqual(await found(range), [201, 202, 203].map(traceIdOf));
        assert.deepEqual(await found({ ...range, service: "crm-api" }), [201, 202].map(traceIdOf));
        assert.deepEqual(await found({ ...range, service: "crm-api", operation: "ConfirmOrder" }), [traceIdOf(201)]);
        assert.deepEqual(await found({ ...range, service: "crm-api", minDurationMs: 100 }), [traceIdOf(201)]);
        assert.deepEqual(await found({ ...range, service: "crm-api", status: "error" }), [traceIdOf(202)]);
        assert.deepEqual(await found({ ...range, service: "mes-api", attributes: [{ key: "colour", value: "blue" }] }), [traceIdOf(203)]);
        assert.deepEqual(await found({ from: unixMs(BASE_MS + 60_000), to: unixMs(BASE_MS + 120_000) }), [traceIdOf(202)]);
        assert.deepEqual(await found({ ...range, service: "nobody" }), []);
      }),
    );

    test(
      "a cursor that it did not give is refused as such",
      using(async ({ source }) => {
        const scan = await source.scan("not mine", 10, signal);
        assert.ok(!scan.ok && scan.error.kind === "rejected");
        const search = await source.search({ limit: 1, cursor: "not mine" });
        assert.ok(!search.ok && search.error.kind === "rejected");
      }),
    );

    test(
      "a backend that is gone is a typed failure of every call, never an empty answer",
      using(async ({ source, push, settle, breakIt }) => {
        await push([span(1, { attributes: { [orderKey]: "A" } })]);
        await settle();
        assert.equal((await source.status()).state, "ok");
        await breakIt();
        const answers = [
          await source.scan(null, 10, signal),
          await source.getTraces([traceIdOf(1)]),
          await source.findOrder("A", options.orderKeys),
          await source.search({ limit: 1 }),
        ];
        for (const answer of answers) {
          assert.ok(!answer.ok);
          assert.equal(answer.error.source, source.id);
          assert.ok(["unreachable", "timeout", "unavailable"].includes(answer.error.kind));
        }
        const status = await source.status();
        assert.equal(status.state, "failed");
        assert.ok(status.lastError);
      }),
    );
  });
}

/** Trace id → how many spans it had when it was given last. */
async function scanAll(source: TraceSource, from: string | null, limit: number) {
  const traces = new Map<string, number>();
  let cursor = from;
  for (let batch: ScanBatch | null = null; !batch?.caughtUp; ) {
    const answer = await source.scan(cursor, limit, signal);
    assert.ok(answer.ok);
    batch = answer.value;
    cursor = batch.cursor;
    for (const trace of batch.traces) traces.set(trace.traceId, trace.spans.length);
  }
  return { traces, cursor };
}
