import assert from "node:assert/strict";
import { test } from "node:test";
import { nsToMs, unixMs, unixNs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Execution, StepSighting } from "../chains/execution.ts";
import { readTraces, tracedAs } from "../trace/notation.ts";
import type { Span, Trace } from "../trace/span.ts";
import type { Waterfall } from "./waterfall.ts";
import { buildWaterfall, type WaterfallInput } from "./waterfall-build.ts";

const build = (text: string, more: Partial<WaterfallInput> = {}): Waterfall =>
  buildWaterfall({ orderId: null, traces: readTraces(text), nowMs: null, chains: [], executions: [], ...more });

/** `parent:shape service operation start+duration` in ms. */
const picture = (w: Waterfall): string[] =>
  Array.from({ length: w.count }, (_, i) => {
    const service = w.services[w.instances[w.instance[i]!]!.service];
    return `${w.parent[i]}:${["span", "wait", "ghost"][w.shape[i]!]} ${service} ${w.operations[w.operation[i]!]} ${w.start[i]! / 1e6}+${w.duration[i]! / 1e6}`;
  });

const LINKED = `
trace a1
mes-api   POST /price   server      0ms  900ms
  mes-api publish       producer  600ms   20ms  messaging.destination.name=prices messaging.system=rabbitmq #pub

trace b1
crm-api   process       consumer  2s  80ms  -> a1/pub
`;

test("the queue's wait runs from the producer's end to the linked consumer's start", () => {
  assert.deepEqual(picture(build(LINKED)), [
    "-1:span mes-api POST /price 0+900",
    "0:span mes-api publish 600+20",
    "1:wait rabbitmq prices 620+1380",
    "-1:span crm-api process 2000+80",
  ]);
});

test("a consumer that continues the trace stands below its wait", () => {
  const w = build(`
mes-api   publish       producer  0ms   20ms  messaging.destination.name=prices messaging.system=rabbitmq
  crm-api process       consumer  50ms  80ms
`);
  assert.deepEqual(picture(w), ["-1:span mes-api publish 0+20", "0:wait rabbitmq prices 20+30", "0:span crm-api process 50+80"]);
});

test("redeliveries of one message make one wait, from the publish to the first", () => {
  const w = build(`
mes-api   publish       producer  0ms   20ms  messaging.destination.name=prices
  crm-api process       consumer  50ms  10ms !error
  crm-api process       consumer  90ms  10ms !error
`);
  assert.equal(w.waits.length, 1);
  assert.equal(w.duration[w.waits[0]!.item], 30e6);
});

test("a consumer without context is found by the message's id", () => {
  const w = build(`
trace a
mes-api  publish  producer  0ms   20ms  messaging.message.id=m1
trace b
crm-api  process  consumer  50ms  10ms  messaging.message_id=m1
`);
  assert.equal(w.waits.length, 1);
});

test("a clock that runs ahead is set right, and there is never a negative wait", () => {
  const skewed = build(LINKED, { offsetNs: (service) => (service === "crm-api" ? 5e9 : 0) });
  assert.equal(skewed.waits.length, 0);
  assert.deepEqual(picture(skewed)[0], "-1:span crm-api process 0+80");
  assert.ok([...skewed.start].every((at) => at >= 0));
});

const step = (id: string, role: Chain["steps"][number]["role"]): Chain["steps"][number] => ({
  id,
  title: { en: id, ru: id },
  role,
  services: [id],
  softMs: 1000,
  hardMs: 5000,
  match: [],
  orNextBegins: false,
});
const PRICE: Chain = {
  signs: [],
  id: "price",
  title: { en: "Price", ru: "Расчёт" },
  after: [],
  keyedBy: "order",
  steps: [step("mes-api", "server"), step("rabbitmq", "publish"), step("crm-api", "consume"), step("crm-db", "write")],
};

function sighting(trace: Trace, span: Span, stepId: string): StepSighting {
  const startMs = nsToMs(unixNs(trace.startUnixNs + BigInt(span.startNs)));
  const endMs = unixMs(startMs + span.durationNs / 1e6);
  const delivery = {
    traceId: span.traceId,
    spanId: span.spanId,
    service: span.resource.service,
    instance: null,
    version: null,
    startMs,
    endMs,
    status: "success" as const,
    errorText: null,
    seenAt: endMs,
  };
  return {
    ...delivery,
    stepId,
    reachedMs: span.kind === "server" ? startMs : endMs,
    waitMs: null,
    nextClockMs: span.kind === "server" ? startMs : endMs,
    inferred: false,
    deliveries: [delivery],
  };
}

const PRICED = readTraces(LINKED).filter((trace) => trace.traceId === tracedAs("a1"));
const NOW = unixMs(nsToMs(PRICED[0]!.startUnixNs) + 60_000);

function drawStates(state: string, stepStates: readonly string[], seen: readonly (0 | 1 | null)[] = [0, 1, null, null]): Waterfall {
  const [trace] = PRICED;
  const steps = seen.map((span, i) => (span === null ? null : sighting(trace!, trace!.spans[span]!, PRICE.steps[i]!.id)));
  const execution: Execution = {
    id: "price:48213:1",
    chainId: "price",
    orderId: "48213",
    attempt: 1,
    traceIds: [trace!.traceId],
    steps,
    startedMs: unixMs(0),
    lastActivityMs: unixMs(0),
    rootEndedMs: null,
    message: null,
    deadLetter: null,
    sampling: [],
    witnesses: [],
  };
  const judgement = { state, cause: null, stepStates };
  return build("", { traces: PRICED, nowMs: NOW, chains: [PRICE], executions: [{ execution, judgement }] });
}

test("a message that nobody took: an open wait and a ghost of the consumer, both growing to now", () => {
  const w = drawStates("stuck", ["done", "done", "missing", "pending"]);
  assert.deepEqual(picture(w), [
    "-1:span mes-api POST /price 0+900",
    "0:span mes-api publish 600+20",
    "1:wait rabbitmq prices 620+59380",
    "1:ghost crm-api crm-api 620+59380",
  ]);
  assert.deepEqual(w.ghosts, [
    { item: 3, chain: 0, title: { en: "crm-api", ru: "crm-api" }, stepId: "crm-api", state: "missing", expectedByNs: 1620e6, open: true },
  ]);
  assert.deepEqual([...w.chain], [0, 0, 0, 0]);
  assert.equal(w.chains[0]?.title.ru, "Расчёт");
});

test("after a failed step, and in a chain that is done, nothing is expected any more", () => {
  assert.equal(drawStates("failed", ["done", "failed", "missing", "pending"]).ghosts.length, 0);
  assert.equal(drawStates("done", ["done", "done", "missing", "missing"]).ghosts.length, 0);
});

test("a step that left no trace between two that did is a ghost up to the later one", () => {
  const w = drawStates("running", ["done", "cannot-tell", "done", "pending"], [0, null, 1, null]);
  assert.deepEqual(w.ghosts.map((ghost) => [ghost.stepId, ghost.open, w.duration[ghost.item]! / 1e6]).sort(), [
    ["crm-db", true, 59_380],
    ["rabbitmq", false, 620],
  ]);
});

test("10,000 levels, orphans and a ring are laid out, each span once", () => {
  const deep = Array.from({ length: 10_000 }, (_, i) => `${" ".repeat(i)}s  op${i}  internal  0ms  1ms`).join("\n");
  const w = build(deep);
  assert.equal(w.count, 10_000);
  assert.ok([...w.parent].every((p, i) => p === i - 1));
  const odd = build("s  a  internal  0ms  9ms  parent=?\ns  b  internal  1ms  2ms  parent=c #b\ns  c  internal  2ms  2ms  parent=b #c");
  assert.equal(odd.count, 3);
  assert.deepEqual([...odd.parent].filter((p) => p === -1).length, 2);
});
