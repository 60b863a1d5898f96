import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs } from "#lib/base/time";
import type { DeadLetter, Delivery, Execution, Facet, PublishedMessage, SamplingMark, StepSighting, Witness } from "#lib/chains/execution";
import type { FormerWord, JudgedExecution, Judgement } from "#lib/detector/judgement";
import { CAUSES, type Evidence, PART_ROLES, STATES, type Verdict, type VerdictPart } from "#lib/detector/verdict";
import type { SpanId, TraceId } from "#lib/trace/span";
import { readExecution, writeExecution } from "./execution-payload.ts";
import type { FormerPayload } from "./former-payload.ts";
import { NO_SEALING } from "./sealing.ts";
import { packVerdict, readVerdict } from "./verdict-payload.ts";

/** `Required`: a field that a type gains does not compile here until it is drawn, and is lost below until it is packed. */
const whole = <T>(model: { readonly [Key in keyof Required<T>]: fc.Arbitrary<Required<T>[Key]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
/** Some of the optional fields are left out. */
const some = <T extends object>(all: fc.Arbitrary<T>, optional: readonly (keyof T)[]): fc.Arbitrary<T> =>
  fc.tuple(all, fc.subarray([...optional])).map(([value, without]) => {
    const copy = { ...value };
    for (const key of without) delete copy[key];
    return copy;
  });

const time = fc.oneof(fc.nat(5), fc.double({ min: 1e12, max: 2e12, noNaN: true })).map(unixMs);
const text = fc.oneof(fc.constantFrom("", "a", "b", "__proto__", "Заказ", "\u0000", "sealed:x"), fc.string());
const traceId = fc.constantFrom("t1", "t2", "t3") as fc.Arbitrary<TraceId>;
const spanId = fc.constantFrom("s1", "s2") as fc.Arbitrary<SpanId>;
const state = fc.constantFrom(...STATES);
const cause = fc.option(fc.constantFrom(...CAUSES));
const duration = fc.nat(9);

const delivery = whole<Delivery>({
  ...{ traceId, spanId, service: text, instance: fc.option(text), version: fc.option(text), startMs: time, endMs: time },
  ...{ status: fc.constantFrom("success", "error", "timeout"), errorText: fc.option(text), seenAt: time },
});
const step: fc.Arbitrary<StepSighting> = fc
  .record({
    ...{ own: delivery, others: fc.array(delivery, { maxLength: 2 }), alone: fc.boolean(), soon: fc.boolean(), clock: fc.boolean() },
    ...{ stepId: text, reachedMs: time, nextClockMs: time, inferred: fc.boolean(), waitMs: fc.option(duration) },
  })
  .map(({ own, others, alone, soon, clock, ...rest }) => {
    const seen = soon ? { ...own, seenAt: own.endMs } : own;
    return { ...seen, ...rest, ...(clock && { nextClockMs: rest.reachedMs }), deliveries: alone ? [{ ...seen }] : others };
  });
const message = whole<PublishedMessage>({ messageId: fc.option(text), destination: fc.option(text), publishedMs: time, traceId, spanId });
const deadLetter = whole<DeadLetter>({ destination: text, atMs: time, endMs: time, seenAt: time, traceId, spanId });
const sampling = fc.array(whole<SamplingMark>({ service: text, keptShare: fc.double({ min: 0, max: 1, noNaN: true }), atMs: time }), {
  maxLength: 1,
});
const witness = whole<Witness>({
  ...{ service: text, instance: fc.option(text), caller: text, atMs: time, outcome: fc.constantFrom("served", "refused", "timeout") },
  ...{ traceId, spanId },
});
const execution: fc.Arbitrary<Execution> = some(
  whole<Execution>({
    ...{ id: text, chainId: text, orderId: fc.option(text), attempt: fc.nat(9), traceIds: fc.array(traceId, { maxLength: 2 }) },
    ...{ steps: fc.array(fc.option(step), { maxLength: 3 }), startedMs: time, lastActivityMs: time, rootEndedMs: fc.option(time) },
    ...{ message: fc.option(message), deadLetter: fc.option(deadLetter), sampling, witnesses: fc.array(witness, { maxLength: 2 }) },
    facets: fc.array(whole<Facet>({ key: text, value: text }), { maxLength: 2 }),
  }),
  ["facets"],
);

const part: fc.Arbitrary<VerdictPart> = some(
  whole<VerdictPart>({ text, evidence: fc.option(fc.nat(2)), strong: fc.boolean(), role: fc.constantFrom(...PART_ROLES) }),
  ["strong", "role"],
);
const parts: fc.Arbitrary<Verdict["parts"]> = fc.oneof(
  fc.record({ en: fc.array(part, { maxLength: 2 }), ru: fc.array(part, { maxLength: 2 }) }, { noNullPrototype: true }),
  fc.array(fc.tuple(part, text), { maxLength: 3 }).map((both) => ({
    en: both.map(([one]) => one),
    ru: both.map(([one, other]) => ({ ...one, text: other })),
  })),
);
const both = fc.record({ en: text, ru: text }, { noNullPrototype: true });
const evidence: fc.Arbitrary<Evidence> = some(
  whole<Evidence>({
    ...{ kind: text, traceId: fc.option(traceId), spanId: fc.option(spanId), at: fc.option(time), note: both, from: time, service: text },
    counts: fc.record({ passed: fc.nat(3), hanging: fc.nat(3) }, { noNullPrototype: true }),
    usual: fc.record({ p50Ms: duration, p95Ms: duration, p99Ms: duration, samples: fc.nat(9) }, { noNullPrototype: true }),
  }),
  ["counts", "from", "service", "usual"],
);
const said = { chainId: text, stepId: fc.option(text), state, cause };
const joined = (pieces: readonly VerdictPart[]) => pieces.map((one) => one.text).join("");
const verdict: fc.Arbitrary<Verdict> = fc
  .tuple(
    whole<Verdict>({
      ...{ ...said, since: time, isolated: fc.option(fc.boolean()), confidence: fc.option(fc.nat(1)), text: both, parts },
      evidence: fc.array(evidence, { maxLength: 2 }),
    }),
    fc.boolean(),
  )
  .map(([one, plain]) => (plain ? { ...one, text: { en: joined(one.parts.en), ru: joined(one.parts.ru) } } : one));
const judgement: fc.Arbitrary<Judgement> = some(
  whole<Judgement>({
    ...{ state, cause, stepId: fc.option(text), stepStates: fc.array(fc.constantFrom("done", "failed"), { maxLength: 2 }) },
    ...{ endedMs: fc.option(time), durationMs: fc.option(duration), verdict, judgeAgainAt: fc.option(time) },
    was: whole<FormerWord>({ state, cause, stepId: fc.option(text), from: time, to: time }),
  }),
  ["was"],
);
const judged = whole<JudgedExecution>({ execution, judgement });

test("an execution comes back as it was written, whatever was seen and said of it", () => {
  fc.assert(
    fc.property(judged, (one) => assert.deepEqual(readExecution(writeExecution(one, NO_SEALING), NO_SEALING), one)),
    { numRuns: 300 },
  );
});

test("what an earlier Loupe wrote is read", () => {
  fc.assert(
    fc.property(judged, (one) => {
      const { execution, judgement } = one;
      const whole: FormerPayload = { execution, judgement };
      assert.deepEqual(readExecution(JSON.stringify(whole), NO_SEALING), one);
      assert.deepEqual(readVerdict(JSON.stringify(judgement.verdict)), judgement.verdict);
    }),
  );
  const delivery = { traceId: "t1", spanId: "s1", service: "crm", instance: null, version: null, startMs: 1, endMs: 2, status: "error" };
  const step = { ...delivery, errorText: "no", stepId: "crm", reachedMs: 1, inferred: false, waitMs: null };
  const read = readExecution(JSON.stringify({ execution: { id: "x", steps: [step, null] }, judgement: { state: "done" } }), NO_SEALING);
  const seen = { ...delivery, errorText: "no", seenAt: 2 };
  assert.deepEqual(read, {
    execution: { id: "x", steps: [{ ...step, nextClockMs: 1, seenAt: 2, deliveries: [seen] }, null] },
    judgement: { state: "done" },
  });
});

test("a verdict comes back as it was written", () => {
  fc.assert(fc.property(verdict, (one) => assert.deepEqual(readVerdict(JSON.stringify(packVerdict(one))), one)));
});

test("a step that was delivered once, and a sentence that its parts make up, are written once", () => {
  const words = "a sentence of its own";
  const [one] = fc.sample(judged, { numRuns: 1, seed: 1 });
  const [own] = fc.sample(delivery, { numRuns: 1, seed: 1 });
  const step = { ...own!, service: words, stepId: "step", reachedMs: unixMs(1), nextClockMs: unixMs(1), inferred: false, waitMs: null };
  const alone = { ...step, deliveries: [{ ...own!, service: words }] };
  const written = writeExecution({ ...one!, execution: { ...one!.execution, steps: [alone] } }, NO_SEALING);
  assert.equal(written.split(words).length, 2);
  const part = { text: words, evidence: null };
  const said = { ...one!.judgement.verdict, parts: { en: [part], ru: [{ ...part, text: "слова" }] }, text: { en: words, ru: "слова" } };
  assert.equal(JSON.stringify(packVerdict(said)).split(words).length, 2);
});

test("whatever a service wrote of a person is sealed with it: what the chain file tells orders apart by, too", () => {
  const sealing = {
    ...NO_SEALING,
    isPersonalText: (text: string) => text.includes("ada@"),
    seal: (plain: string) => Buffer.from(plain).toString("hex"),
    open: (sealed: string) => Buffer.from(sealed, "hex").toString(),
  };
  const [one] = fc.sample(judged, { numRuns: 1, seed: 1 });
  const [own] = fc.sample(delivery, { numRuns: 1, seed: 1 });
  const of = { stepId: "step", reachedMs: unixMs(1), nextClockMs: unixMs(1), inferred: false, waitMs: null };
  const plain = { ...one!, execution: { ...one!.execution, steps: [], facets: [] } };
  assert.doesNotMatch(writeExecution(plain, sealing), /^sealed:/);
  const facets = [{ key: "seller.id", value: "seller ada@example.com" }];
  const told = [
    { facets },
    ...(["service", "instance", "version", "errorText"] as const).map((field) => {
      const seen = { ...own!, [field]: "of ada@example.com" };
      return { steps: [null, { ...seen, ...of, deliveries: [seen] }] };
    }),
  ];
  for (const change of told) {
    const personal = { ...plain, execution: { ...plain.execution, ...change } };
    const written = writeExecution(personal, sealing);
    assert.doesNotMatch(written, /ada@/);
    assert.deepEqual(readExecution(written, sealing), personal);
  }
});
