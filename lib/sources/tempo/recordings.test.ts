import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { unixMs } from "../../base/time.ts";
import type { TraceId } from "../../trace/span.ts";
import { fakeClient } from "./fake-client.ts";
import { chooseFields } from "./fields.ts";
import { readSearch } from "./read-search.ts";
import { createTempoSource } from "./tempo-source.ts";
import { traceOfAnswer, traceOfHit } from "./to-trace.ts";
import { readTraceAnswer } from "./wire.ts";

/** Answers of real servers, as recorded: `shared/recordings` of the project's beginning. */
interface Exchange {
  readonly request: { readonly path: string; readonly query: Readonly<Record<string, string | number>> };
  readonly response: { readonly status: number; readonly contentType: string | null; readonly body: string };
}

const FIXTURES = path.join(import.meta.dirname, "fixtures");
const read = <T>(...parts: readonly string[]): T => JSON.parse(readFileSync(path.join(FIXTURES, ...parts), "utf8")) as T;
const fields = chooseFields({ orderKeys: ["order_id"], attributeKeys: [] });

for (const generation of ["2025-05-29", "3.0.3"]) {
  const body = (name: string): Buffer => Buffer.from(read<Exchange>(generation, `${name}.json`).response.body);
  const { ids } = read<{ ids: Record<string, string> & { many: string[] } }>(generation, "_pushed.json");
  const hitsOf = (name: string) => {
    const hits = readSearch(body(name), fields.orderKeys);
    assert.ok(hits.ok, hits.ok ? "" : hits.error);
    return hits.value;
  };
  const traceOf = (name: string, id: string) => {
    const answer = readTraceAnswer(body(name));
    assert.ok(answer.ok);
    return traceOfAnswer(id as TraceId, answer.value);
  };

  describe(`recorded Tempo ${generation}`, () => {
    test("a search gives all 36 traces under their whole ids, trimmed zeros restored", () => {
      const found = new Set(hitsOf("search-all-select").map((hit) => hit.traceId));
      const pushed = Object.values(ids).flat();
      assert.equal(found.size, 36);
      assert.deepEqual(found, new Set(pushed));
    });

    test("selected spans have the fields, kinds, parents and times of the spans by id", () => {
      const selected = hitsOf("search-all-select").map((hit) => traceOfHit(hit));
      for (const name of ["publisher", "error", "strange", "skew", "orphan"]) {
        const whole = traceOf(`v2-trace-${name}-trace`, ids[`${name}_trace`]!).trace!;
        const trace = selected.find((one) => one.trace.traceId === whole.traceId)!.trace;
        assert.equal(trace.spans.length, whole.spans.length);
        assert.equal(trace.startUnixNs, whole.startUnixNs);
        for (const span of trace.spans) {
          const same = whole.spans.find((one) => one.spanId === span.spanId)!;
          assert.deepEqual(
            [span.kind, span.parentSpanId, span.status, span.startNs, span.durationNs, span.resource.service],
            [same.kind, same.parentSpanId, same.status, same.startNs, same.durationNs, same.resource.service],
          );
          assert.equal(span.attributes["order_id"], same.attributes["order_id"]);
        }
      }
    });

    test("an orphan is doubted and so fetched by id; a trace whose parents are all there is not", () => {
      const doubts = new Map(hitsOf("search-all-select").map((hit) => [hit.traceId, traceOfHit(hit).doubt]));
      assert.equal(doubts.get(ids["orphan_trace"] as TraceId), "parent-elsewhere");
      assert.equal(doubts.get(ids["publisher_trace"] as TraceId), null);
      assert.equal(doubts.get(ids.many[0] as TraceId), null);
    });

    test("spans cut by spss are doubted", () => {
      const cut = hitsOf("search-spss-hit").filter((hit) => traceOfHit(hit).doubt === "cut");
      assert.ok(cut.some((hit) => hit.traceId === ids["publisher_trace"]));
    });

    test("quotes, markup, Cyrillic and emoji come as they were sent", () => {
      const { trace } = traceOf("v2-trace-strange-trace", ids["strange_trace"]!);
      assert.equal(trace!.spans[0]!.name, 'a\\b "q" <script>alert(1)</script>');
      assert.equal(trace!.spans[0]!.attributes["order_id"], "О-\"48\\215' { } && | 💍");
      assert.equal(hitsOf("search-strange-order").length, 1);
    });

    test("links, exceptions and integers beyond 2^53 are read by id", () => {
      const consumer = traceOf("v2-trace-consumer-trace", ids["consumer_trace"]!).trace!;
      assert.equal(consumer.spans[0]!.links[0]!.traceId, ids["publisher_trace"]);
      const failed = traceOf("v2-trace-error-trace", ids["error_trace"]!).trace!;
      assert.ok(failed.spans.some((span) => span.events.some((event) => event.attributes["exception.type"] === "TimeoutError")));
      const publisher = traceOf("v2-trace-publisher-trace", ids["publisher_trace"]!).trace!;
      assert.ok(publisher.spans.some((span) => typeof span.attributes["price.minor"] === "bigint"));
    });

    test("200 with an empty trace is a trace that is not there; a search without hits is empty", () => {
      assert.deepEqual(traceOf("v2-trace-missing", "00000000000000010000000000000002"), { trace: null, problem: null });
      assert.deepEqual(hitsOf("search-none"), []);
    });

    test("what the server refuses is a failure with its words, never an empty answer", async () => {
      for (const name of ["search-syntax-error", "search-reversed", "no-such-path"]) {
        const { response } = read<Exchange>(generation, `${name}.json`);
        const http = fakeClient(() => ({ ...response, contentType: response.contentType ?? "" }));
        const source = createTempoSource({
          id: "t",
          http,
          clock: () => unixMs(1_795_435_700_000),
          orderKeys: ["order_id"],
          attributeKeys: [],
        });
        const answers = [
          await source.scan(null, 10, new AbortController().signal),
          await source.findOrder("1", ["order_id"]),
          await source.search({ limit: 1 }),
          await source.getTraces(["00000000000000010000000000000002" as TraceId]),
        ];
        for (const answer of answers) assert.ok(!answer.ok && ["rejected", "broken-answer"].includes(answer.error.kind), name);
        assert.equal((await source.status()).lastError === null, false);
      }
    });
  });
}

test("every copied recording has an answer that was read from a real server", () => {
  for (const generation of ["2025-05-29", "3.0.3"]) assert.ok(readdirSync(path.join(FIXTURES, generation)).length > 15);
});
