import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeClient } from "./fake-client.ts";
import { createFakeTempo } from "./fake-tempo.ts";
import { createTempoApi } from "./tempo-api.ts";
import { sweepQuery } from "./traceql.ts";

const now = () => 1_795_435_200_000;
const NOW_S = 1_795_435_200;

test("what a Tempo refuses as too much is learnt from its words, asked again for less, and not asked for again", async () => {
  const fake = createFakeTempo({ now, hiddenMs: 0, settleMs: 0, slackMs: 0, mostResults: 500, mostSpans: 20, longestRangeS: 7_200 });
  const client = fakeClient(fake.answer);
  const api = createTempoApi("tempo", client);
  const question = { q: "{ }", limit: 8_192, spans: 100, range: { from: NOW_S - 5 * 3_600, to: NOW_S } };
  for (const again of [false, true]) {
    const before = client.asked.length;
    const found = await api.search(question);
    assert.ok(found.ok);
    assert.deepEqual(found.value, { hits: [], isFull: false });
    const asked = client.asked
      .slice(before)
      .map(({ query }) => [Number(query["end"]) - Number(query["start"]), query["limit"], query["spss"]]);
    const allowed = [
      [7_200, "500", "20"],
      [7_200, "500", "20"],
      [3_600, "500", "20"],
    ];
    if (again) assert.deepEqual(asked, allowed);
    else assert.deepEqual(asked.slice(-3), allowed);
  }
  assert.equal(api.mostResults(), 500);
});

test("a refusal for another reason is that failure, asked once", async () => {
  const client = fakeClient(() => ({ status: 400, contentType: "text/plain", body: "invalid TraceQL query: limit 5 exceeds" }));
  const answer = await createTempoApi("tempo", client).search({ q: "{", limit: 10, spans: 1, range: { from: 0, to: 10 } });
  assert.ok(!answer.ok);
  assert.equal(answer.error.kind, "rejected");
  assert.equal(client.asked.length, 1);
});

test("a Tempo that knows the scoped names only is asked by those, and by them alone from then on", async () => {
  const client = fakeClient((_path, { q = "" }) =>
    /by\(rootName/.test(q)
      ? { status: 400, contentType: "text/plain", body: "invalid TraceQL query: parse error at line 1, col 12: syntax error" }
      : { status: 200, contentType: "application/json", body: '{"traces":[]}' },
  );
  const api = createTempoApi("tempo", client);
  for (let asked = 2; asked <= 3; asked++) {
    assert.ok((await api.search({ q: sweepQuery(), limit: 10, spans: 1, range: { from: 0, to: 10 } })).ok);
    assert.equal(client.asked.length, asked);
    assert.match(client.asked.at(-1)!.query["q"]!, /by\(trace:rootName\) +\| +by\(trace:duration\)/);
  }
});
