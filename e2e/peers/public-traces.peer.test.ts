/** Traces that nobody here wrote go through real servers and come back as they were. They lie beside the checkout where they lie at all. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { unixMs, unixNs } from "#lib/base/time";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import { createJaegerSource } from "#lib/sources/jaeger/jaeger-source";
import type { TraceSource } from "#lib/sources/source";
import { createTempoSource } from "#lib/sources/tempo/tempo-source";
import { decodeJaegerJson } from "#lib/trace/jaeger-json";
import { decodeOtlpJson } from "#lib/trace/otlp-json";
import type { ArrivingSpan, Span, TraceId } from "#lib/trace/span";
import { findBinary } from "./find-binary.ts";
import { pushSpans } from "./push-spans.ts";
import type { PeerServer } from "./run-server.ts";
import { startJaeger } from "./start-jaeger.ts";
import { startTempo } from "./start-tempo.ts";

const PUBLIC = "/work/shared/traces";

function readPublic(): readonly ArrivingSpan[] {
  const otlp = readFileSync(`${PUBLIC}/otlp/otel-demo-cross-trace-links.ndjson`, "utf8").trim().split("\n");
  const texts = [...otlp, readFileSync(`${PUBLIC}/otlp/hotrod-n-plus-one.json`, "utf8")];
  const jaeger = [...readdirSync(`${PUBLIC}/jaeger/contract`).map((name) => `contract/${name}`), "genai.json"];
  const decoded = [
    ...texts.map(decodeOtlpJson),
    ...jaeger.map((name) => decodeJaegerJson(readFileSync(`${PUBLIC}/jaeger/${name}`, "utf8"))),
  ];
  const spans = decoded.flatMap((one) => {
    assert.ok(one.ok, one.ok ? "" : JSON.stringify(one.error));
    return one.value.spans;
  });
  // Ids of sixteen bytes, as OTLP wants them; one span id twice in a trace is one span to some servers.
  const seen = new Set<string>();
  return toNow(
    spans.filter(({ traceId, spanId }) => /^[0-9a-f]{32}$/.test(traceId) && /^[0-9a-f]{16}$/.test(spanId) && fresh(seen, traceId + spanId)),
  );
}

const fresh = (seen: Set<string>, key: string): boolean => seen.size < seen.add(key).size;

/** Each trace begins ten minutes ago, whenever it was: servers keep and find what is recent. */
function toNow(spans: readonly ArrivingSpan[]): readonly ArrivingSpan[] {
  const start = BigInt(Date.now() - 600_000) * 1_000_000n;
  const least = new Map<TraceId, bigint>();
  for (const { traceId, startUnixNs } of spans) {
    const known = least.get(traceId);
    if (known === undefined || startUnixNs < known) least.set(traceId, startUnixNs);
  }
  return spans.map((span) => ({ ...span, startUnixNs: unixNs(span.startUnixNs - least.get(span.traceId)! + start) }));
}

/** What must come back, in one form whatever the way. */
const shapeOf = (span: ArrivingSpan | Span) => ({
  id: `${span.traceId} ${span.spanId}`,
  parent: span.parentSpanId,
  name: span.name,
  service: span.resource.service,
  durationUs: Math.floor(span.durationNs / 1_000),
  failed: span.status.code === "error",
  // Jaeger v1 says a status as a tag `error`: whether a service had set one of that name itself, nobody can tell there.
  attributes: Object.keys(span.attributes).filter((key) => key !== "error").length,
  events: span.events.map(({ name }) => name),
  links: span.links.map(({ traceId, spanId }) => `${traceId} ${spanId}`),
});

async function comesBack(source: TraceSource, server: PeerServer): Promise<void> {
  const spans = readPublic();
  assert.ok(spans.length > 600, `only ${spans.length} spans were read`);
  await pushSpans(server.otlpUrl, spans);
  const ids = [...new Set(spans.map(({ traceId }) => traceId))];
  const until = Date.now() + 60_000;
  let found: readonly Span[] = [];
  while (Date.now() < until && found.length < spans.length) {
    const answer = await source.getTraces(ids);
    assert.ok(answer.ok, answer.ok ? "" : answer.error.detail);
    found = [...answer.value.traces.values()].flatMap((trace) => trace.spans);
  }
  const byId = new Map(found.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  assert.equal(byId.size, spans.length);
  for (const span of spans) assert.deepEqual(shapeOf(byId.get(`${span.traceId} ${span.spanId}`)!), shapeOf(span));
}

const clock = () => unixMs(Date.now());
const common = { clock, orderKeys: ["order_id"], historyMs: 3_600_000, latenessMs: 1_200_000 };

for (const kind of ["jaeger", "tempo"] as const) {
  const binary = await findBinary(kind);
  const missing = !existsSync(PUBLIC) ? `${PUBLIC} is not on this machine` : "missing" in binary ? binary.missing : null;
  if (missing !== null || "missing" in binary) {
    console.log(`Public traces through real ${kind}: not tried, ${missing}`);
    test(`public traces through real ${kind}`, { skip: missing ?? "" });
    continue;
  }
  describe(`public traces through real ${kind}`, () => {
    for (const api of kind === "jaeger" ? (["v1", "auto"] as const) : (["auto"] as const))
      test(`all come back, asked by ${api}`, async () => {
        const server = await (kind === "jaeger" ? startJaeger : startTempo)({ binary: binary.path });
        const client = createHttpClient({ source: kind, baseUrl: server.queryUrl, retries: 1 });
        const source =
          kind === "jaeger"
            ? createJaegerSource({ ...common, id: kind, client, api })
            : createTempoSource({ ...common, id: kind, http: client, attributeKeys: [] });
        try {
          await comesBack(source, server);
        } finally {
          source.close();
          await server.stop();
        }
      });
  });
}
