import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs, unixNs } from "#lib/base/time";
import type { ArrivingSpan, SpanId, TraceId } from "#lib/trace/span";
import { fakeClient } from "./fake-client.ts";
import { createFakeJaeger, type FakeOptions } from "./fake-jaeger.ts";
import { createJaegerSource } from "./jaeger-source.ts";

const START_MS = Date.UTC(2026, 0, 1);
const LATENESS_MS = 600_000;
const bare = () => Object.create(null);

/** A span by its numbers, in milliseconds: which trace, which service, when it starts. */
interface Start {
  readonly trace: number;
  readonly service: string;
  readonly startMs: number;
}

const spanOf = ({ trace, service, startMs }: Start, number: number): ArrivingSpan => ({
  traceId: (trace + 1).toString(16).padStart(32, "0") as TraceId,
  spanId: (number + 1).toString(16).padStart(16, "0") as SpanId,
  parentSpanId: null,
  name: "work",
  kind: "server",
  startUnixNs: unixNs(BigInt(startMs) * 1_000_000n + BigInt(number % 3)),
  durationNs: 5_000_000,
  status: { code: "unset", message: null },
  attributes: bare(),
  events: [],
  links: [],
  resource: { service, instance: null, version: null, attributes: Object.assign(bare(), { "service.name": service }) },
  scope: { name: "", version: null },
  traceState: null,
});

/** When it arrives, counted from the beginning of a scan (often in its middle, or just after it), and how late that is. */
const arrivals = fc.array(
  fc.record({
    trace: fc.nat(60),
    service: fc.constantFrom("crm-api", "mes-api", "shop"),
    step: fc.nat(30),
    afterMs: fc.oneof(fc.nat(12), fc.nat(60), fc.nat(5_000), fc.nat(90_000)),
    lateMs: fc.oneof(fc.nat(12_000), fc.nat(LATENESS_MS), fc.constant(LATENESS_MS), fc.constantFrom(10_000, 120_000)),
    // Bursts in one instant, so that even a microsecond holds more than the limit; some then start in our future.
    burst: fc.boolean(),
  }),
  { minLength: 1, maxLength: 120 },
);

const kinds: fc.Arbitrary<FakeOptions> = fc.record({
  version: fc.constantFrom("2.20", "2.13", "1.60"),
  withoutService: fc.constantFrom("works", "empty", "error"),
  maxTraces: fc.constantFrom(70, 500), // 61 traces in all
});

/** Pauses between scans: regular, long (Loupe was down), and what happens then. */
const pauses = fc.array(
  fc.record({
    ms: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.nat(90_000), fc.nat(1_200_000)),
    fate: fc.constantFrom("good", "good", "lost", "restart", "fails"),
  }),
  { minLength: 5, maxLength: 60 },
);

test("nothing is missed: any arrivals within the lateness, any pauses, lost answers, failures and restarts, whatever the limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      kinds,
      arrivals,
      pauses,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 50 }),
      async (kind, spans, steps, limit, most) => {
        const fake = createFakeJaeger(kind);
        const waiting: { readonly atMs: number; readonly span: ArrivingSpan }[] = [];
        const expect = (step: number) => {
          for (const [i, { step: own, afterMs, lateMs, burst, ...rest }] of spans.entries()) {
            if (own !== step) continue;
            const startMs = now + afterMs - lateMs;
            waiting.push({
              atMs: now + afterMs,
              span: spanOf({ ...rest, startMs: burst ? Math.ceil(startMs / 10_000) * 10_000 : startMs }, i),
            });
          }
          waiting.sort((a, b) => a.atMs - b.atMs);
        };
        const sent = new Map<string, Set<string>>();
        let now = START_MS;
        let failing = false;
        const arriveUntil = (ms: number) => {
          while (waiting.length > 0 && waiting[0]!.atMs <= ms) {
            const { span } = waiting.shift()!;
            fake.push([span]);
            sent.set(span.traceId, (sent.get(span.traceId) ?? new Set()).add(span.spanId));
          }
        };
        // Time passes while questions are asked: spans arrive in the middle of a scan.
        let asked = 0;
        const client = fakeClient((path, query) => {
          now += 3;
          arriveUntil(now);
          return failing && ++asked % 3 === 0 ? { status: 503, contentType: "text/plain", body: "no" } : fake.answer(path, query);
        });
        const open = () =>
          createJaegerSource({
            id: "jaeger",
            client,
            clock: () => unixMs(now),
            orderKeys: [],
            latenessMs: LATENESS_MS,
            historyMs: 3_600_000,
            limit,
            mostLimit: 500,
          });
        let source = open();
        let cursor: string | null = null;
        const known = new Map<string, Set<string>>();
        const scan = async (fate: string) => {
          for (let scans = 0, caughtUp = false; !caughtUp && scans < 2_000; scans++) {
            const batch = await source.scan(cursor, most, new AbortController().signal);
            if (!batch.ok && failing) return;
            if (!batch.ok) {
              // It was asked ahead, while all failed, and is taken now: the next asks anew.
              assert.ok(asked > 0);
              continue;
            }
            if (fate === "lost" && scans === 0) continue; // the caller could not keep it: asks again with the old cursor
            for (const trace of batch.value.traces) known.set(trace.traceId, new Set(trace.spans.map((span) => span.spanId)));
            assert.deepEqual(batch.value.warnings, []);
            cursor = batch.value.cursor;
            caughtUp = batch.value.caughtUp;
          }
        };
        await scan("good");
        for (const [step, { ms, fate }] of steps.entries()) {
          now += ms;
          arriveUntil(now);
          expect(step);
          if (fate === "restart") source = open();
          failing = fate === "fails";
          await scan(fate);
        }
        for (let step = steps.length; step <= 30; step++) expect(step);
        // The last has arrived; every layer has its turn once more.
        failing = false;
        now = Math.max(now, ...waiting.map(({ atMs }) => atMs));
        arriveUntil(now);
        now += LATENESS_MS;
        // A sweep that a failure interrupted is ended first, as of when it began; what came since is the next one's.
        await scan("good");
        await scan("good");
        assert.deepEqual(known, sent);
      },
    ),
    { numRuns: 200 },
  );
});

test("what was read is read again seldom: an hour of steady traffic costs a bounded multiple of its traces, whatever is stored", async () => {
  const costs: number[] = [];
  for (const history of [0, 20_000]) {
    const fake = createFakeJaeger({ version: "2.20", withoutService: "works", maxTraces: 100_000 });
    for (let i = 0; i < history; i++) fake.push([spanOf({ trace: 1e6 + i, service: "crm-api", startMs: START_MS - 80_000_000 + i }, 0)]);
    let now = START_MS;
    const source = createJaegerSource({
      id: "jaeger",
      client: fakeClient(fake.answer),
      clock: () => unixMs(now),
      orderKeys: [],
    });
    let cursor: string | null = null;
    let given = 0;
    const catchUp = async () => {
      for (let caughtUp = false; !caughtUp; ) {
        const batch = await source.scan(cursor, 1_000, new AbortController().signal);
        assert.ok(batch.ok);
        ({ cursor, caughtUp } = batch.value);
        given += batch.value.traces.length;
      }
    };
    await catchUp();
    assert.equal(given, history);
    fake.counts.given = 0;
    given = 0;
    const traces = 900;
    for (let i = 0; i < traces; i++) {
      now += 2_000;
      fake.push([spanOf({ trace: i, service: "crm-api", startMs: now - 500 }, 0)]);
      await catchUp();
    }
    assert.equal(given, traces); // each once: what is known is not decoded again
    costs.push(fake.counts.given / traces);
  }
  assert.ok(costs[0]! < 25, `each trace is read ${costs[0]} times`);
  assert.ok(Math.abs(costs[1]! - costs[0]!) < 2, `history changes the cost: ${costs}`);
});
