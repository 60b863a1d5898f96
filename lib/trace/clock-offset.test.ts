import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs } from "../base/time.ts";
import { arbitraryTrace } from "./arbitrary-trace.ts";
import { buildTrace } from "./build-trace.ts";
import { collectClockObservations, instanceKey } from "./clock-observations.ts";
import { estimateClockOffsets } from "./clock-offset.ts";
import { decodeJaegerJson } from "./jaeger-json.ts";
import { NOTATION_BASE, readTraces } from "./notation.ts";
import type { Trace } from "./span.ts";

const estimate = (traces: readonly Trace[]) => estimateClockOffsets(collectClockObservations(...traces));
const rounded = (traces: readonly Trace[]) =>
  Object.fromEntries([...estimate(traces)].map(([key, { offsetMs }]) => [key.split("\u0000")[1], Math.round(offsetMs / 100) / 10]));

/** A caller, an API and a storage of three instances each; the clock of `skewed` is `by` milliseconds ahead; sub-second calls. */
function company(skewed: string, by: number, traces = 60, seed = 1): readonly Trace[] {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const clock = (instance: string) => (instance === skewed ? by : 0);
  return Array.from({ length: traces }, (_, i) => {
    const [a, b, c] = [1 + random(3), 1 + random(3), 1 + random(3)];
    const [caller, api, storage] = [`crm-${a}`, `crm-api-${b}`, `storage-${c}`].map(clock) as [number, number, number];
    const length = 100 + random(600);
    const out = 1 + random(8);
    const deeper = random(40);
    const text = `
      trace t${i}
      crm@${a}            call   client    ${10_000 + caller}ms                    ${length}ms
        crm-api@${b}      serve  server    ${10_000 + api + out}ms                 ${length - out - 1 - random(8)}ms
          crm-api@${b}    fetch  client    ${10_000 + api + out + deeper}ms        60ms
            storage@${c}  read   server    ${10_000 + storage + out + deeper + 3}ms  ${50 - random(20)}ms
          crm-api@${b}    send   producer  ${10_000 + api + out + 61}ms            2ms
            mes-api@1     take   consumer  ${10_000 + api * 0 + out + 80 + random(400)}ms  20ms
    `;
    return readTraces(text, { base: unixMs(NOTATION_BASE + i * 1_000) })[0]!;
  });
}

test("clocks that agree are 0, whatever the calls take", () => {
  for (let seed = 1; seed <= 5; seed++) {
    for (const { offsetMs } of estimate(company("", 0, 60, seed)).values()) assert.equal(offsetMs, 0);
  }
});

test("one instance 5 s ahead or behind is found among many, and nobody else is blamed", () => {
  for (const by of [5_000, -5_000]) {
    for (const skewed of ["crm-2", "crm-api-1", "storage-3"]) {
      for (let seed = 1; seed <= 3; seed++) {
        for (const [key, { offsetMs, observations }] of estimate(company(skewed, by, 60, seed))) {
          const [, instance] = key.split("\u0000");
          if (instance !== skewed) assert.equal(offsetMs, 0, `${instance} while ${skewed} is ${by} off`);
          else assert.ok(Math.abs(offsetMs - by) < 60, `${instance}: ${offsetMs}`);
          assert.ok(observations > 0);
        }
      }
    }
  }
});

test("a handful of wrong pairs, such as work that outlived its call, does not move a clock", () => {
  const odd = readTraces(
    Array.from(
      { length: 9 },
      (_, i) => `
      trace o${i}
      crm@1         call   client    10000ms  2000ms !timeout
        crm-api@1   serve  server    10003ms  5000ms
      trace r${i}
      crm@1         call   client    10000ms   200ms
        crm-api@1   late   server    18000ms   100ms`,
    ).join("\n"),
  );
  for (const { offsetMs } of estimate([...company("", 0), ...odd]).values()) assert.equal(offsetMs, 0);
});

test("a call that was given up while its work waited is no wrong clock", () => {
  const drawn = "crm  call  client  10s  2000ms  !timeout\n  crm-api  late  server  11500ms  1500ms";
  assert.deepEqual(rounded(readTraces(drawn)), { "crm-1": 0, "crm-api-1": 0 });
});

test("a message consumed before it was published shows a clock behind, by parent and by link; long waits show nothing", () => {
  const drawn = (start: number, link: boolean) =>
    readTraces(
      Array.from({ length: 8 }, (_, i) =>
        link
          ? `trace p${i}\nmes-api  send  producer  10s  5ms #p\ntrace c${i}\ncrm-api@2  take  consumer  ${start + i * 10}ms  20ms  -> p${i}/p`
          : `trace p${i}\nmes-api  send  producer  10s  5ms\n  crm-api@2  take  consumer  ${start + i * 10}ms  20ms`,
      ).join("\n"),
    );
  for (const link of [true, false]) {
    assert.deepEqual(rounded(drawn(5_100, link)), { "mes-api-1": 0, "crm-api-2": -4.9 });
    assert.deepEqual(rounded(drawn(15_000, link)), { "mes-api-1": 0, "crm-api-2": 0 });
    assert.deepEqual(rounded(drawn(10_001, link)), { "mes-api-1": 0, "crm-api-2": 0 });
  }
});

test("two alone that disagree: the caller is believed, as recorded with a clock 3 s behind", () => {
  const file = JSON.parse(readFileSync(new URL("./fixtures/jaeger-2.20.0-skew-trace.json", import.meta.url), "utf8"));
  const decoded = decodeJaegerJson(file.response.body);
  assert.ok(decoded.ok);
  const { spans } = decoded.value;
  const trace = buildTrace(
    spans[0]!.traceId,
    spans.map((span) => ({ ...span, receivedAt: null })),
  );
  assert.deepEqual(rounded([trace]), { "crm-1": 0, "crm-api-1": -3 });
});

test("one instance talking to itself or to nobody says nothing", () => {
  const traces = readTraces("a  call  client  0ms  10ms\n  a  serve  server  500s  5ms\n  b@2  work  internal  900s  5ms");
  assert.deepEqual([...estimate(traces)], []);
});

test("whatever the traces: finite offsets, one per instance that was observed", () => {
  fc.assert(
    fc.property(fc.array(arbitraryTrace, { maxLength: 4 }), (traces) => {
      const observations = collectClockObservations(...traces);
      const offsets = estimateClockOffsets(observations);
      assert.deepEqual(new Set(offsets.keys()), new Set(observations.flatMap(({ caller, callee }) => [caller, callee])));
      for (const { offsetMs } of offsets.values()) assert.ok(Number.isFinite(offsetMs));
    }),
  );
});

test("keys of instances keep service and instance apart", () => assert.notEqual(instanceKey("a", "b"), instanceKey("ab", null)));
