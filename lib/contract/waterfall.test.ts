import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTraces } from "../trace/notation.ts";
import type { Trace } from "../trace/span.ts";
import { encodeWaterfall, type Waterfall } from "./waterfall.ts";
import { buildWaterfall } from "./waterfall-build.ts";
import { COLUMNS } from "./waterfall-columns.ts";
import { decodeWaterfall } from "./waterfall-decode.ts";

const build = (traces: readonly Trace[]): Waterfall =>
  buildWaterfall({ orderId: "48213", traces, nowMs: null, chains: [], executions: [] });

const drawn = build(
  readTraces(`
trace a1
mes-api@2      POST /orders/{id}/price  server      0ms  900ms  order_id=48213
  3d-storage   GET model                server    100ms  300ms
  mes-api@2    price publish            producer  600ms   20ms  messaging.message.id=m-1 messaging.system=rabbitmq #pub

trace b1
crm-api        price process            consumer     9s   80ms  -> a1/pub !error "price rejected"
  crm-api      UPDATE orders            client    9.01s   20ms  db.system.name=postgresql
`),
);

test("what is encoded is decoded, column by column", () => {
  const decoded = decodeWaterfall(encodeWaterfall(drawn));
  assert.ok(decoded.ok);
  for (const { name } of COLUMNS) assert.deepEqual([...decoded.value[name]], [...drawn[name]], name);
  assert.deepEqual(decoded.value.waits, drawn.waits);
  assert.deepEqual(decoded.value.services, drawn.services);
  assert.equal(decoded.value.startUnixNs, drawn.startUnixNs);
});

test("any numbers of items, any strings survive the way there and back", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ start: fc.double({ min: 0, max: 1e25, noNaN: true }), up: fc.nat(), name: text }), { maxLength: 40 }),
      (spans) => {
        const empty = build([]);
        const operations = [...new Set(spans.map((s) => s.name.toWellFormed()))];
        const count = spans.length;
        const waterfall: Waterfall = {
          ...empty,
          ...Object.fromEntries(COLUMNS.map((c) => [c.name, new c.of(count * c.perItem)])),
          count,
          start: Float64Array.from(spans, (s) => s.start),
          parent: Int32Array.from(spans, (s, i) => (s.up % (i + 1)) - 1),
          message: new Int32Array(count).fill(-1),
          chain: new Int16Array(count).fill(-1),
          operation: Uint32Array.from(spans, (s) => operations.indexOf(s.name.toWellFormed())),
          operations,
          scopes: [""],
          services: ["s"],
          instances: [{ service: 0, name: null, version: null, offsetNs: 0 }],
          traces: [{ traceId: "1".repeat(32), spanCount: count, warnings: [] }],
        };
        const decoded = decodeWaterfall(encodeWaterfall(waterfall));
        assert.ok(decoded.ok, JSON.stringify(decoded));
        assert.deepEqual(decoded.value.start, waterfall.start);
        assert.deepEqual(decoded.value.parent, waterfall.parent);
        assert.deepEqual(decoded.value.operations, operations);
      },
    ),
    { numRuns: 200 },
  );
});

test("garbage is refused, never thrown on", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(decodeWaterfall(bytes).ok, false);
    }),
  );
});

test("a damaged byte or a cut end is refused or read, never thrown on, and what is read is sound", () => {
  const whole = encodeWaterfall(drawn);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(whole.length), (hits, cut) => {
      const copy = whole.slice();
      for (const [at, value] of hits) copy[at] = value;
      const decoded = decodeWaterfall(cut % 3 === 0 ? copy.slice(0, cut) : copy);
      if (!decoded.ok) return;
      const w = decoded.value;
      for (let i = 0; i < w.count; i++) {
        assert.ok(w.parent[i]! < i && w.start[i]! >= 0 && Number.isFinite(w.duration[i]));
        assert.ok(w.operations[w.operation[i]!] !== undefined && w.instances[w.instance[i]!] !== undefined);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a newer version is told apart from what is no waterfall at all", () => {
  const bytes = encodeWaterfall(drawn);
  bytes[7] = 0x39;
  assert.deepEqual(decodeWaterfall(bytes), { ok: false, error: { kind: "unknown-version", detail: "9" } });
});

test("bytes that lie unaligned in a larger buffer are read too", () => {
  const bytes = encodeWaterfall(drawn);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.ok(decodeWaterfall(shifted.subarray(3)).ok);
});
