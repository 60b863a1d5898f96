import assert from "node:assert/strict";
import { test } from "node:test";
import { unixNs } from "../../base/time.ts";
import { buildTrace } from "../../trace/build-trace.ts";
import { emptyAttributes, makeResource, NO_SCOPE } from "../../trace/decoded-spans.ts";
import type { SpanId, Trace, TraceId } from "../../trace/span.ts";
import { createSamplingProbes } from "./sampling-probes.ts";

const T0_S = 1_795_435_200;
let made = 0;

/** `place`: where the id stands between 0 and 1, which is what samplers look at. */
function trace(atS: number, place: number, services: readonly string[], traceState: string | null = null): Trace {
  const low = Math.floor(place * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
  const traceId = `${(++made).toString(16).padStart(18, "0")}${low}000000` as TraceId;
  const attributes = (service: string) => Object.assign(emptyAttributes(), { "service.name": service });
  return buildTrace(
    traceId,
    services.map((service, at) => ({
      traceId,
      spanId: (at + 1).toString(16).padStart(16, "0") as SpanId,
      parentSpanId: null,
      name: "work",
      kind: "server" as const,
      startUnixNs: unixNs(BigInt(T0_S + atS) * 1_000_000_000n),
      durationNs: 1e6,
      status: { code: "unset" as const, message: null },
      attributes: emptyAttributes(),
      events: [],
      links: [],
      resource: makeResource(attributes(service)),
      scope: NO_SCOPE,
      traceState,
    })),
  );
}

const idsOf = (traces: readonly Trace[]) => traces.map(({ traceId }) => traceId);
/** Spread evenly: what a service that keeps everything looks like. */
const PLACES = [0.03, 0.71, 0.42, 0.93, 0.28, 0.64, 0.05, 0.88, 0.51, 0.17];

test("a service that keeps everything is asked for once in a quarter of an hour; a trace over several answers for all", () => {
  const probes = createSamplingProbes();
  const hour = Array.from({ length: 600 }, (_, at) => trace(at * 6, PLACES[at % 10]!, at % 3 === 0 ? ["crm", "mes"] : ["crm"]));
  const chosen = new Set(probes.choose(hour));
  assert.equal(chosen.size, 4);
  const both = hour.filter(({ traceId }) => chosen.has(traceId));
  for (const { spans } of both) assert.equal(spans.length, 2);
});

test("a sampling that begins shows by its ids, is asked for within four of them, and what was given before is fetched too", () => {
  const probes = createSamplingProbes();
  const before = PLACES.map((place, at) => trace(at * 6, place, ["crm"]));
  for (const traceId of probes.choose(before)) probes.learn(before.find((one) => one.traceId === traceId)!);
  const kept = [0.91, 0.97, 0.94, 0.99, 0.92].map((place, at) => trace(120 + at * 60, place, ["crm"]));
  const [first] = probes.choose(kept);
  assert.equal(first, kept[3]!.traceId);
  const stated = (one: Trace): Trace => ({ ...one, spans: one.spans.map((span) => ({ ...span, traceState: "ot=th:e6666666666668" })) });
  const again = probes.learn(stated(kept[3]!));
  for (const before of kept.slice(0, 3)) assert.ok(again.includes(before.traceId), "those of the row before it");
  const high = before.filter((one) => one.traceId.slice(-14) >= "e6666666666668");
  assert.deepEqual(
    again.filter((id) => !idsOf(kept).includes(id)),
    idsOf(high),
    "of the rest only those that such a sampling would have kept",
  );
  // It is known to sample: once a minute, until an answer says that it does not.
  const next = [0.95, 0.93, 0.98].map((place, at) => trace(600 + at * 60, place, ["crm"]));
  assert.deepEqual(probes.choose(next), idsOf(next));
  probes.learn(next[2]!);
  assert.deepEqual(probes.choose([trace(790, 0.2, ["crm"])]), []);
});

test("also half of all kept shows, though it takes sixteen", () => {
  const probes = createSamplingProbes();
  const kept = Array.from({ length: 18 }, (_, at) => trace(at * 4, 0.5 + (PLACES[at % 10]! % 0.5), ["crm"]));
  assert.deepEqual(probes.choose(kept), [kept[0]!.traceId, kept[15]!.traceId]);
});
