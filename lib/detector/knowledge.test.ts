import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE_MS, nsToMs, type UnixMs, unixMs, unixNs } from "../base/time.ts";
import type { Witness } from "../chains/execution.ts";
import type { Resource, Span, SpanId, SpanKind, Trace, TraceId } from "../trace/span.ts";
import { at } from "./drawn-execution.ts";
import { asServiceKnowledge, createKnowledge, forgetOld, type Knowledge } from "./knowledge.ts";
import { hourKey, keptHours, readHour, writeHour } from "./knowledge-documents.ts";
import { observeTrace, observeWitnesses } from "./observe-trace.ts";
import { isKept, keptShareOf, readThreshold } from "./sampling.ts";

const resources = new Map<string, Resource>();
function resource(service: string, instance: string): Resource {
  const key = `${service} ${instance}`;
  const known = resources.get(key) ?? { service, instance, version: null, attributes: {} };
  resources.set(key, known);
  return known;
}

let made = 0;
interface Sound {
  readonly service?: string;
  readonly instance?: string;
  readonly kind?: SpanKind;
  readonly traceState?: string | null;
  readonly receivedAt?: UnixMs | null;
}

/** A trace of one span that ends at that second. */
function sound(
  second: number,
  { service = "crm-api", instance = "1", kind = "internal", traceState = null, receivedAt = null }: Sound = {},
): Trace {
  const traceId = (++made).toString(16).padStart(32, "c") as TraceId;
  const span: Span = {
    ...{ traceId, spanId: "00000000000000aa" as SpanId, parentSpanId: null, name: "heartbeat", kind, startNs: 0, durationNs: 0 },
    ...{ status: { code: "unset", message: null }, attributes: {}, events: [], links: [], scope: { name: "", version: null } },
    ...{ traceState, receivedAt, resource: resource(service, instance) },
  };
  return { traceId, startUnixNs: unixNs(BigInt(at(second)) * 1_000_000n), durationNs: 0, spans: [span], warnings: [] };
}

const NOW = at(7_200);

function hear(knowledge: Knowledge, from: number, to: number, options: Sound & { readonly every?: number } = {}): void {
  for (let second = from; second <= to; second += options.every ?? 5) observeTrace(knowledge, sound(second, options), NOW);
}

const gapIn = (knowledge: Knowledge, from: number, to: number) => asServiceKnowledge(knowledge).gap("crm-api", at(from), at(to));

test("a silence of 20 min is a gap in event time, though everything arrived in one go", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 1_000);
  hear(knowledge, 2_200, 3_600);
  const gap = gapIn(knowledge, 1_500, 1_600);
  assert.ok(gap && gap.from <= at(1_005) && gap.to! >= at(2_200) && gap.to! <= at(2_205), JSON.stringify(gap));
  assert.equal(gapIn(knowledge, 100, 900), null);
  assert.equal(gapIn(knowledge, 2_300, 3_500), null);
});

test("spans that come late fill their gap", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 1_000);
  hear(knowledge, 1_300, 2_000);
  assert.ok(gapIn(knowledge, 1_100, 1_200));
  hear(knowledge, 1_005, 1_295);
  assert.equal(gapIn(knowledge, 1_100, 1_200), null);
});

test("one instance of three that was silent is a gap: it may be the one that took the message", () => {
  const knowledge = createKnowledge();
  for (const instance of ["1", "2"]) hear(knowledge, 0, 3_600, { instance });
  hear(knowledge, 0, 1_000, { instance: "3" });
  hear(knowledge, 2_000, 3_600, { instance: "3" });
  assert.equal(gapIn(knowledge, 1_200, 1_300)?.instance, "3");
  assert.equal(asServiceKnowledge(knowledge).heardUpTo("crm-api"), at(3_600));
});

test("the watermark is that of the slowest live instance, never beyond its own arrival", () => {
  const knowledge = createKnowledge();
  observeTrace(knowledge, sound(100, { instance: "1" }), NOW);
  observeTrace(knowledge, sound(160, { instance: "2", receivedAt: at(130) }), NOW);
  assert.equal(asServiceKnowledge(knowledge).heardUpTo("crm-api"), at(100));
  observeTrace(knowledge, sound(140, { instance: "1" }), NOW);
  assert.equal(asServiceKnowledge(knowledge).heardUpTo("crm-api"), at(130));
});

test("an instance counts until its share has visibly moved to the others", () => {
  const work = (knowledge: Knowledge, instance: string, from: number, to: number, every: number) =>
    hear(knowledge, from, to, { instance, kind: "consumer", every });
  const moved = createKnowledge();
  work(moved, "old", 0, 1_200, 10);
  work(moved, "new", 1_200, 2_400, 10);
  assert.equal(asServiceKnowledge(moved).heardUpTo("crm-api"), at(2_400));
  const stalled = createKnowledge();
  work(stalled, "a", 0, 2_400, 20);
  work(stalled, "b", 0, 1_200, 20);
  assert.equal(asServiceKnowledge(stalled).heardUpTo("crm-api"), at(1_200));
});

const call = (second: number, outcome: Witness["outcome"]): Witness => ({
  ...{ service: "crm-api", instance: null, caller: "crm", atMs: at(second), outcome },
  ...{ traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId, spanId: "00000000000000ab" as SpanId },
});

test("silent while callers are refused: down, no telemetry gap; silent while they are served: a gap", () => {
  const down = createKnowledge();
  const mute = createKnowledge();
  for (const knowledge of [down, mute]) {
    hear(knowledge, 0, 1_000);
    hear(knowledge, 1_900, 3_600);
  }
  observeWitnesses(down, [call(990, "served"), call(1_030, "refused"), call(1_400, "refused"), call(1_902, "served")], NOW);
  observeWitnesses(mute, [call(1_100, "served"), call(1_400, "served")], NOW);
  assert.equal(gapIn(down, 1_200, 1_300), null);
  assert.equal(asServiceKnowledge(down).down("crm-api", at(1_200), at(1_300))?.refused, 2);
  assert.equal(gapIn(mute, 1_200, 1_300)?.served, 2);
  assert.equal(asServiceKnowledge(mute).down("crm-api", at(1_200), at(1_300)), null);
});

test("a service that is down now is known by its callers before it is back", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 1_000);
  assert.equal(asServiceKnowledge(knowledge).down("crm-api", at(900), at(1_500)), null);
  observeWitnesses(knowledge, [call(1_100, "refused"), call(1_130, "refused")], NOW);
  assert.equal(asServiceKnowledge(knowledge).down("crm-api", at(900), at(1_500))?.to, null);
});

test("a service of rare words is not silent between them, and proves nothing where it said none", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 7_000, { every: 240 });
  assert.equal(gapIn(knowledge, 1_000, 1_600), null);
  assert.equal(gapIn(knowledge, 245, 365), null, "heard within the lateness after the window");
  assert.ok(gapIn(knowledge, 250, 280));
});

test("sampling is known between the unsampled spans around it, and a kept trace by its id", () => {
  const knowledge = createKnowledge();
  const entry = { kind: "server" as const };
  hear(knowledge, 0, 1_000, entry);
  hear(knowledge, 1_100, 2_000, { ...entry, every: 60, traceState: "ot=th:e6" });
  hear(knowledge, 2_100, 3_000, entry);
  const sampling = (from: number, to: number) => asServiceKnowledge(knowledge).sampling("crm-api", at(from), at(to));
  assert.equal(sampling(100, 900), null);
  assert.equal(sampling(1_020, 1_060)?.threshold, "e6000000000000");
  assert.ok(sampling(1_500, 1_550) && sampling(2_050, 2_080));
  assert.equal(sampling(2_200, 2_900), null);
  assert.equal(readThreshold("rojo=1,ot=p:8;th:c"), "c0000000000000");
  assert.equal(readThreshold("rojo=th:c"), null);
  assert.equal(keptShareOf("c0000000000000"), 0.25);
  assert.ok(isKept("000000000000000000c0000000000000" as TraceId, "c0000000000000"));
  assert.ok(!isKept("000000000000000000bfffffffffffff" as TraceId, "c0000000000000"));
});

test("what is kept in documents is what is known after a restart, but for a bucket's length of watermark", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 1_000);
  hear(knowledge, 2_200, 3_600, { kind: "server" });
  observeWitnesses(knowledge, [call(1_100, "refused")], NOW);
  const documents = new Map([...keptHours(knowledge, NOW)].map((hour) => [hourKey(hour), JSON.stringify(writeHour(knowledge, hour))]));
  const restarted = createKnowledge();
  for (const hour of keptHours(restarted, NOW)) readHour(restarted, hour, JSON.parse(documents.get(hourKey(hour))!));
  assert.deepEqual(
    asServiceKnowledge(restarted).down("crm-api", at(1_500), at(1_600)),
    asServiceKnowledge(knowledge).down("crm-api", at(1_500), at(1_600)),
  );
  const [before, after] = [knowledge, restarted].map((one) => asServiceKnowledge(one).heardUpTo("crm-api")!);
  assert.ok(after! <= before! && after! > before! - 5_001);
});

test("memory is bounded: what is older than kept is forgotten, and times from nowhere are not taken in", () => {
  const knowledge = createKnowledge(30 * MINUTE_MS);
  hear(knowledge, 0, 100, { service: "old" });
  for (const ns of [1n, 10n ** 27n]) observeTrace(knowledge, { ...sound(0, { service: "odd" }), startUnixNs: unixNs(ns) }, NOW);
  observeTrace(knowledge, sound(7_199), NOW);
  forgetOld(knowledge, unixMs(NOW + 3 * 60 * MINUTE_MS));
  assert.equal(knowledge.services.has("old"), false);
  assert.ok(nsToMs(sound(1).startUnixNs) === at(1));
  for (const record of knowledge.services.values()) for (const { heard } of record.instances.values()) assert.ok(heard.hours.size <= 1);
});
