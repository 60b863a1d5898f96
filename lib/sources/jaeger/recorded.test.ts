import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { unixMs } from "#lib/base/time";
import type { Span, TraceId } from "#lib/trace/span";
import { createApiV1 } from "./api-v1.ts";
import { createApiV3 } from "./api-v3.ts";
import { probeApi } from "./choose-api.ts";
import { fakeClient } from "./fake-client.ts";
import { createJaegerSource } from "./jaeger-source.ts";
import { groupV3 } from "./to-trace.ts";
import { readV3ResourceSpans } from "./wire.ts";

interface Recording {
  readonly request: { readonly path: string; readonly query: Readonly<Record<string, string | number>> };
  readonly response: { readonly status: number; readonly contentType: string; readonly body: string };
}

const read = (version: string, name: string): Recording =>
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `jaeger-${version}`, `${name}.json`), "utf8"));
/** A server that answers everything with one recording. */
const replay = (version: string, name: string) => fakeClient(() => read(version, name).response);
const outlineOf = ({ spanId, parentSpanId, name, kind, resource }: Span) => [spanId, parentSpanId, name, kind, resource.service];
const window = { service: "mes-api", fromUs: 0, toUs: 1e15, limit: 100 };

for (const version of ["2.13.0", "2.20.0"] as const) {
  const pushed = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `jaeger-${version}`, "_pushed.json"), "utf8")).ids as {
    readonly [name: string]: TraceId;
  } & { readonly many: readonly TraceId[] };
  const v1 = (name: string) => createApiV1(replay(version, name), "jaeger");
  const v3 = (name: string) => createApiV3(replay(version, name), "jaeger", "v3");

  describe(`answers of Jaeger ${version}`, () => {
    test("services, of both APIs, whatever content type they come under", async () => {
      for (const api of [v1("v1-services"), v3("v3-services")]) {
        const services = await api.services();
        assert.ok(services.ok);
        assert.deepEqual([...services.value].sort(), ["crm", "crm-api", "mes-api", 'склад "3D"']);
      }
    });

    test("a search gives its traces apart, each whole, and v1 and v3 mean the same", async () => {
      const old = await v1("v1-search").search(window);
      const merged = await v3("v3-search-old-names").search(window);
      assert.ok(old.ok && merged.ok);
      assert.deepEqual(new Set(merged.value.traces.keys()), new Set(old.value.traces.keys()));
      assert.equal(old.value.traces.size, 32);
      for (const [traceId, raw] of merged.value.traces) {
        const a = raw.read();
        const b = old.value.traces.get(traceId)!.read();
        assert.equal(raw.spanCount, a.spans.length);
        assert.deepEqual(a.spans.map(outlineOf), b.spans.map(outlineOf));
        assert.equal(a.startUnixNs / 1_000n, b.startUnixNs / 1_000n);
      }
    });

    test("a limit that was met shows by nothing but the count", async () => {
      const old = await v1("v1-search-limit-hit").search({ ...window, limit: 5 });
      assert.ok(old.ok && old.value.traces.size === 5 && old.value.errors.length === 0);
    });

    test("no match is an empty answer in v1 and a 404 in v3: neither is a failure, and a missing trace is none", async () => {
      const none = await v1("v1-search-none").search(window);
      assert.ok(none.ok && none.value.traces.size === 0);
      if (version === "2.20.0") {
        const alsoNone = await v3("v3-search-none").search(window);
        assert.ok(alsoNone.ok && alsoNone.value.traces.size === 0);
      }
      for (const missing of [
        await v1("v1-trace-missing").trace(pushed["error_trace"]!),
        await v3("v3-trace-missing").trace(pushed["error_trace"]!),
      ])
        assert.ok(missing.ok && missing.value === null);
    });

    test("what a request did wrong is a rejection, with Jaeger's own words", async () => {
      const asked = [
        [await v1("v1-search-no-service").search(window), /service' is required/],
        [await v1("v1-trace-bad-id").trace(pushed["error_trace"]!), /xyz|length/],
        [await v3("v3-trace-bad-id").trace(pushed["error_trace"]!), /xyz|length/],
      ] as const;
      for (const [answer, words] of asked) {
        assert.ok(!answer.ok && answer.error.kind === "rejected");
        assert.match(answer.error.detail, words);
      }
    });

    test("a path that is not there is a failure, never an empty answer", async () => {
      for (const api of [v1("no-such-path"), v3("no-such-path")]) {
        const [found, one, services] = [await api.search(window), await api.trace(pushed["error_trace"]!), await api.services()];
        assert.ok(!found.ok && !one.ok && !services.ok);
        for (const { error } of [found, one, services]) assert.ok(["rejected", "broken-answer"].includes(error.kind));
      }
    });

    test("one trace keeps its strings, numbers beyond 2^53, arrays, maps, links, events; a span without length has none", async () => {
      const traceOf = async (name: string) => {
        const raw = await v3(`v3-trace-${name}-trace`).trace(pushed[`${name}_trace`]!);
        assert.ok(raw.ok && raw.value);
        return raw.value.read();
      };
      const publisher = await traceOf("publisher");
      const price = publisher.spans.find((span) => span.name === "CalculatePrice")!;
      assert.equal(price.attributes["price.minor"], 9007199254740993n);
      assert.equal((price.attributes["nested"] as { k: unknown }).k, 1);
      const consumer = await traceOf("consumer");
      assert.equal(consumer.spans[0]!.links[0]!.traceId, pushed["publisher_trace"]);
      const failed = await traceOf("error");
      assert.ok(failed.spans.some((span) => span.status.code === "error" && span.events.some((event) => event.name === "exception")));
      const strange = await traceOf("strange");
      assert.equal(strange.spans[0]!.attributes["order_id"], "О-\"48\\215' { } && | 💍");
      const orphan = await traceOf("orphan");
      assert.equal(orphan.spans[0]!.durationNs, 0);
      assert.equal(orphan.spans[0]!.attributes["@jaeger@warnings"], undefined);
      assert.ok(orphan.warnings.some((warning) => warning.kind === "orphan"));
      const v1Orphan = await v1("v1-trace-orphan-trace").trace(pushed["orphan_trace"]!);
      assert.ok(v1Orphan.ok && v1Orphan.value);
      assert.equal(v1Orphan.value.read().spans[0]!.durationNs, 0);
    });

    test("the probe tells the generation, and the choice can be forced", async () => {
      const answer = (path: string) => {
        if (path === "/api/v3/trace-summaries") return read(version, "v3-summaries-no-times").response;
        return read(version, path === "/api/v3/services" ? "v3-services" : path === "/api/services" ? "v1-services" : "no-such-path")
          .response;
      };
      const found = await probeApi(fakeClient(answer), "jaeger");
      assert.ok(found.ok);
      assert.equal(found.value.generation, version === "2.13.0" ? "v3-old" : "v3");
      const nothing = await probeApi(replay(version, "no-such-path"), "jaeger");
      assert.ok(!nothing.ok);
    });
  });
}

test("v3 of 2.13 cannot search by attribute: an order is looked for by v1 there, by v3 in 2.20, under every key", async () => {
  for (const [version, path] of [
    ["2.13.0", "/api/traces"],
    ["2.20.0", "/api/v3/traces"],
  ] as const) {
    const asked: string[] = [];
    const client = fakeClient((at, query) => {
      if (at === "/api/v3/trace-summaries") return read(version, "v3-summaries-no-times").response;
      if (at === "/api/v3/services") return read(version, "v3-services").response;
      if (at === "/api/services") return read(version, "v1-services").response;
      assert.equal(at, path);
      asked.push(query["tags"] ?? query["query.attributes"]!);
      return read(version, version === "2.13.0" ? "v1-search-by-order" : "v3-search-by-order").response;
    });
    const source = createJaegerSource({ id: "jaeger", client, clock: () => unixMs(1_795_435_500_000), orderKeys: ["order_id"] });
    const found = await source.findOrder("48213", ["order_id", "orderId"]);
    assert.ok(found.ok);
    assert.ok(found.value.traceIds.length >= 1);
    assert.equal(found.value.partial, true); // links cannot be searched
    assert.deepEqual(new Set(asked), new Set(['{"order_id":"48213"}', '{"orderId":"48213"}']));
    // Loosely matched by the storage, but not the order's: left out.
    const other = await source.findOrder("482", ["order_id"]);
    assert.ok(other.ok && other.value.traceIds.length === 0);
  }
});

test("several results one after another are read as one; one that broke off is a broken answer", () => {
  const body = read("2.20.0", "v3-trace-consumer-trace").response.body;
  const both = `${body}\n${read("2.20.0", "v3-trace-strange-trace").response.body}`;
  assert.equal(groupV3(readV3ResourceSpans(Buffer.from(both))).size, 2);
  for (const cut of [both.slice(0, -9), body.slice(0, 100), "", "[]x"]) assert.throws(() => readV3ResourceSpans(Buffer.from(cut)));
});

test("traces mixed into one list come apart span by span", () => {
  const span = (trace: number, spanId: number) => ({
    traceId: `${trace}`.repeat(32),
    spanId: `${spanId}`.repeat(16),
    startTimeUnixNano: "5",
    endTimeUnixNano: "6",
  });
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "a" } }] };
  const grouped = groupV3([
    { resource, scopeSpans: [{ spans: [span(1, 1), span(2, 2), span(1, 3)] }, { spans: [span(2, 4)] }] },
    { scopeSpans: [{ spans: [span(1, 5), { traceId: "zz" }] }] },
    null,
  ]);
  assert.deepEqual([...grouped.values()].map((raw) => [raw.spanCount, raw.read().spans.length]), [[3, 3], [2, 2]]); // biome-ignore format: pairs
});
