import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs, unixNs } from "#lib/base/time";
import type { ArrivingSpan, SpanId, TraceId } from "#lib/trace/span";
import { fakeClient } from "./fake-client.ts";
import { createFakeJaeger } from "./fake-jaeger.ts";
import { createJaegerSource } from "./jaeger-source.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const bare = () => Object.create(null);

const spanOf = (number: number, startMs: number, durationMs: number): ArrivingSpan => ({
  traceId: number.toString(16).padStart(32, "0") as TraceId,
  spanId: number.toString(16).padStart(16, "0") as SpanId,
  parentSpanId: null,
  name: "calculate",
  kind: "server",
  startUnixNs: unixNs(BigInt(startMs) * 1_000_000n),
  durationNs: durationMs * 1e6,
  status: { code: "unset", message: null },
  attributes: bare(),
  events: [],
  links: [],
  resource: { service: "mes-api", instance: null, version: null, attributes: Object.assign(bare(), { "service.name": "mes-api" }) },
  scope: { name: "", version: null },
  traceState: null,
});

for (const version of ["2.20", "2.13", "1.60"] as const) {
  test(`Jaeger ${version}: a span that took long is given seconds after its export, and once`, async () => {
    const fake = createFakeJaeger({ version, withoutService: "works", maxTraces: 1_000 });
    let now = NOW_MS;
    const source = createJaegerSource({ id: "jaeger", client: fakeClient(fake.answer), clock: () => unixMs(now), orderKeys: [] });
    let cursor: string | null = null;
    const scan = async (): Promise<number> => {
      const batch = await source.scan(cursor, 100, new AbortController().signal);
      assert.ok(batch.ok && batch.value.caughtUp);
      cursor = batch.value.cursor;
      return batch.value.traces.length;
    };
    await scan();
    for (let number = 1; number <= 4; number++) {
      // Just after the outer layers were read: they would bring it 20 s, or 4 min, later.
      now += 240_000;
      await scan();
      now += 1_000;
      const tookMs = [12_000, 45_000, 119_000, 480_000][number - 1]!;
      fake.push([spanOf(number, now - tookMs, tookMs - 200)]);
      now += 3_000;
      assert.equal(await scan(), 1, `${tookMs} ms`);
      now += 3_000;
      assert.equal(await scan(), 0);
    }
  });
}
