import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs, unixNs } from "../../base/time.ts";
import { NO_SCOPE } from "../../trace/decoded-spans.ts";
import type { ArrivingSpan, SpanId, TraceId } from "../../trace/span.ts";
import { fakeClient } from "./fake-client.ts";
import { createFakeTempo } from "./fake-tempo.ts";
import { createTempoSource } from "./tempo-source.ts";

const T0 = 1_795_435_200_000;

const spanOf = (trace: number, startMs: number): ArrivingSpan => ({
  traceId: `a${trace.toString(16).padStart(31, "0")}` as TraceId,
  spanId: `c${trace.toString(16).padStart(15, "0")}` as SpanId,
  parentSpanId: null,
  name: "CreateOrder",
  kind: "server",
  startUnixNs: unixNs(BigInt(startMs) * 1_000_000n),
  durationNs: 1e6,
  status: { code: "unset", message: null },
  attributes: Object.create(null),
  events: [],
  links: [],
  resource: { service: "crm-api", instance: null, version: null, attributes: Object.create(null) },
  scope: NO_SCOPE,
  traceState: null,
});

for (const pastMs of [3_600_000, 60_000])
  test(`a past of ${pastMs / 1_000} s that is on its way into Tempo while it is read is read whole, and not called read before`, async () => {
    let nowMs = T0;
    const fake = createFakeTempo({ now: () => nowMs, hiddenMs: 30_000, settleMs: 12_000, slackMs: 720 * 3_600_000 });
    const source = createTempoSource({
      id: "tempo",
      http: fakeClient(fake.answer),
      clock: () => unixMs(nowMs),
      orderKeys: ["order_id"],
      attributeKeys: [],
      historyMs: 7_200_000,
      latenessMs: 45_000,
    });
    // All of it was exported within the last seconds, the last of it while the scan runs.
    const past = Array.from({ length: 50 }, (_, index) => spanOf(index + 1, T0 - pastMs + index * Math.floor(pastMs / 60)));
    const seen = new Set<string>();
    let cursor: string | null = null;
    let upTo = 0;
    for (let second = 0; second <= 120; second++) {
      fake.push(past.splice(0, 5));
      for (let caughtUp = false; !caughtUp; ) {
        const batch = await source.scan(cursor, 1_000, new AbortController().signal);
        assert.ok(batch.ok);
        ({ cursor, caughtUp } = batch.value);
        for (const { traceId } of batch.value.traces) seen.add(traceId);
        upTo = batch.value.scannedUpTo;
      }
      if (seen.size < 50)
        assert.ok(upTo < T0 - pastMs, `at second ${second} all before ${new Date(upTo).toISOString()} is said to be read`);
      nowMs += 1_000;
    }
    assert.equal(seen.size, 50);
    assert.ok(upTo > T0);
  });
