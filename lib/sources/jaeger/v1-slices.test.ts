import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { groupV1 } from "./to-trace.ts";
import { createV1Reader } from "./v1-slices.ts";
import { BrokenAnswer, readV1Traces } from "./wire.ts";

const bodies = ["2.13.0", "2.20.0"].flatMap((version) =>
  ["v1-search", "v1-search-by-order", "v1-search-by-strange-order", "v1-search-none", "v1-trace-error-trace", "v1-search-no-service"].map(
    (name) =>
      JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `jaeger-${version}`, `${name}.json`), "utf8")).response.body as string,
  ),
);

test("recorded answers are cut into the same traces as parsing the whole gives, the first time and when remembered", () => {
  const reader = createV1Reader();
  for (const body of [...bodies, ...bodies]) {
    const whole = readV1Traces(Buffer.from(body));
    const { traces, errors } = reader.read(Buffer.from(body));
    assert.deepEqual(errors, whole.errors);
    const expected = groupV1(whole.traces);
    assert.deepEqual([...traces.keys()], [...expected.keys()]);
    for (const [traceId, trace] of traces) assert.deepEqual(trace.read(), expected.get(traceId)!.read());
  }
});

test("what is known is the very same object; a trace that grew is read anew", () => {
  const reader = createV1Reader();
  const body = (spans: number) =>
    JSON.stringify({ data: [{ traceID: "ab", spans: Array(spans).fill({ spanID: "1" }), processes: {} }], total: 0, errors: null });
  const [first] = reader.read(Buffer.from(body(1))).traces.values();
  assert.equal([...reader.read(Buffer.from(body(1))).traces.values()][0], first);
  assert.equal([...reader.read(Buffer.from(body(2))).traces.values()][0]!.spanCount, 2);
});

test("marks inside of strings cut nothing; other forms of JSON are parsed as a whole; a broken answer stays one", () => {
  const trap = '{"traceID":"ff","spans":[],"total":';
  const data = [
    { traceID: "ab", spans: [{ spanID: "1", operationName: trap }] },
    { traceID: "cd", spans: [] },
  ];
  for (const body of [
    JSON.stringify({ data, total: 0, errors: null }),
    JSON.stringify({ errors: null, data }),
    JSON.stringify({ data, total: 0 }, null, 1),
  ]) {
    assert.deepEqual(
      [...createV1Reader().read(Buffer.from(body)).traces.keys()],
      ["ab", "cd"].map((id) => id.padStart(32, "0")),
    );
    for (const cut of [1, 20, body.length / 2, body.length - 1])
      assert.throws(() => createV1Reader().read(Buffer.from(body.slice(0, cut))), BrokenAnswer);
  }
});
