import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs, unixNs } from "../../base/time.ts";
import { NO_SCOPE } from "../../trace/decoded-spans.ts";
import type { ArrivingSpan, SpanId, TraceId } from "../../trace/span.ts";
import { fakeClient } from "./fake-client.ts";
import { createFakeTempo } from "./fake-tempo.ts";
import { createTempoSource } from "./tempo-source.ts";

const T0 = 1_795_435_200_000;
const SERVICES = ["crm-api", "mes-api"].map((service) => ({
  service,
  instance: null,
  version: null,
  attributes: Object.assign(Object.create(null), { "service.name": service }),
}));

/** One span, and how many seconds after its end it is sent. */
interface Drawn {
  readonly trace: number;
  readonly parent: number | null;
  readonly startS: number;
  readonly lengthMs: number;
  readonly delayS: number;
  readonly service: number;
}

const LATENESS_S = 300;
const HISTORY_S = 7_200;

const drawn: fc.Arbitrary<Drawn> = fc.record({
  // Few ids, so that traces have many spans; a leading zero among them.
  trace: fc.integer({ min: 1, max: 40 }),
  parent: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
  // Bursts: many in one second fill every answer.
  startS: fc.oneof(fc.constant(1_800), fc.integer({ min: 0, max: HISTORY_S })),
  lengthMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 }), fc.constant(900_000)),
  delayS: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATENESS_S })),
  service: fc.nat(1),
});

const spanOf = (draw: Drawn, index: number): ArrivingSpan => ({
  traceId: `${draw.trace % 3 === 0 ? "0" : "a"}${draw.trace.toString(16).padStart(31, "0")}` as TraceId,
  spanId: `c${index.toString(16).padStart(15, "0")}` as SpanId,
  parentSpanId: draw.parent === null ? null : (`c${draw.parent.toString(16).padStart(15, "0")}` as SpanId),
  name: `op ${draw.parent ?? "root"}`,
  kind: "server",
  startUnixNs: unixNs(BigInt(T0 + draw.startS * 1_000) * 1_000_000n),
  durationNs: draw.lengthMs * 1e6 + index, // no two lengths are the same to the nanosecond: fragments are told apart by them
  status: { code: "unset", message: null },
  attributes: Object.create(null),
  events: [],
  links: [],
  resource: SERVICES[draw.service]!,
  scope: NO_SCOPE,
  traceState: null,
});

test("nothing is missed: however spans come, in bursts, in pieces and late, and whatever fails meanwhile, scans end with every trace whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { minLength: 1, maxLength: 150 }),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 2, max: 9 }),
      fc.constantFrom(0, 30_000),
      fc.boolean(),
      // Of every 211 questions these fail.
      fc.uniqueArray(fc.nat(210), { maxLength: 6 }),
      // What the operator allows in one answer; a second never holds more than 40 traces.
      fc.constantFrom(
        {},
        { mostSpans: 3 },
        { mostResults: 41, slackMs: 720 * 3_600_000 },
        { mostResults: 50, mostSpans: 1, longestRangeS: 3_600, slackMs: 720 * 3_600_000 },
      ),
      async (draws, pauses, tracesAnAnswer, hiddenMs, restarts, failing, allowed) => {
        let nowMs = T0;
        const fake = createFakeTempo({ now: () => nowMs, hiddenMs, settleMs: 10_000, slackMs: 120_000, ...allowed });
        let questions = 0;
        const answer: typeof fake.answer = (path, query) =>
          failing.includes(questions++ % 211) ? { status: 503, contentType: "", body: "busy" } : fake.answer(path, query);
        const open = () =>
          createTempoSource({
            id: "tempo",
            http: fakeClient(answer),
            clock: () => unixMs(nowMs),
            orderKeys: ["order_id"],
            attributeKeys: [],
            latenessMs: LATENESS_S * 1_000 + 900_000, // a span is late from its start on: the longest lasts 15 min
            historyMs: (HISTORY_S + 3_600) * 1_000,
            tracesAnAnswer,
          });
        const arrivals = draws
          .map((draw, index) => ({ span: spanOf(draw, index), atMs: T0 + (draw.startS + draw.delayS) * 1_000 + draw.lengthMs }))
          .sort((a, b) => a.atMs - b.atMs);
        const sent = new Map<string, Set<string>>();
        const seen = new Map<string, Set<string>>();
        let source = open();
        let cursor: string | null = null;
        const scanAll = async () => {
          if (restarts) source = open();
          for (let batches = 0; ; batches++) {
            assert.ok(batches < 5_000, "a scan has to end");
            const batch = await source.scan(cursor, 7, new AbortController().signal);
            if (!batch.ok) {
              assert.equal(batch.error.detail, "busy");
              continue;
            }
            cursor = batch.value.cursor;
            for (const { traceId, spans } of batch.value.traces) {
              const ids = spans.map((span) => span.spanId);
              // A restart forgets: then a root that comes long after all else of its trace may be given alone. By id it is whole.
              seen.set(traceId, new Set(restarts ? [...(seen.get(traceId) ?? []), ...ids] : ids));
            }
            if (batch.value.caughtUp) return;
          }
        };
        let next = 0;
        for (let step = 0; next < arrivals.length; step++) {
          nowMs += pauses[step % pauses.length]! * 1_000;
          // One request may carry several spans, another each alone: both are fragments of their own.
          for (; next < arrivals.length && arrivals[next]!.atMs <= nowMs; next++) {
            const { span, atMs } = arrivals[next]!;
            const real = nowMs;
            nowMs = atMs;
            fake.push([span]);
            nowMs = real;
            sent.set(span.traceId, (sent.get(span.traceId) ?? new Set()).add(span.spanId));
          }
          await scanAll();
        }
        // The whole lateness is looked over every four minutes.
        for (let minute = 0; minute < 6; minute++) {
          nowMs += 60_000;
          await scanAll();
        }
        assert.deepEqual(seen, sent);
      },
    ),
    { numRuns: 100 },
  );
});
