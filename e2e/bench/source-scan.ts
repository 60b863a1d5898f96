/** One scan of a backend through Loupe's own pipeline, and a plain download of the windows that it asked for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type UnixMs, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { createPipeline } from "#lib/pipeline/pipeline";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import type { HttpClient, QueryValue } from "#lib/sources/http/http-client";
import { createJaegerSource } from "#lib/sources/jaeger/jaeger-source";
import type { ScanBatch, TraceSource } from "#lib/sources/source";
import { createTempoSource } from "#lib/sources/tempo/tempo-source";
import { openStore } from "#lib/store/open";

export interface Place {
  /** `jaeger-v1`, `jaeger-v3`, `tempo`. */
  readonly kind: string;
  readonly queryUrl: string;
  readonly from: UnixMs;
  readonly to: UnixMs;
}

export interface Window {
  readonly path: string;
  readonly query: Readonly<Record<string, QueryValue>>;
}

const BIG = { maxBodyBytes: 2 ** 30, timeoutMs: 120_000 };

/** The adapter as `wiring.ts` makes it. */
export function makeSource({ kind, from }: Pick<Place, "kind" | "from">, client: HttpClient): TraceSource & { close(): void } {
  const clock = () => unixMs(Date.now());
  const chains = defaultChains();
  const common = { id: kind, clock, historyMs: Date.now() - from + 60_000 };
  if (kind !== "tempo")
    return createJaegerSource({ ...common, client, orderKeys: chains.orderKeys, api: kind === "jaeger-v1" ? "v1" : "auto" });
  const attributeKeys = chains.chains
    .flatMap((chain) => [...chain.signs, ...chain.steps.flatMap((step) => step.match)])
    .flatMap((predicate) => Object.keys(predicate.attributes ?? {}));
  return createTempoSource({ ...common, ...chains, http: client, attributeKeys });
}

/** Searches that give spans: not the census of a Tempo, not the list of services, not single traces. */
const givesSpans = ({ path, query }: Window): boolean =>
  (/^\/api(\/v3)?\/traces$/.test(path) && Object.keys(query).length > 2) ||
  (path === "/api/search" && String(query["q"]).includes("select("));

export interface WholeScan {
  readonly ms: number;
  readonly cpuMs: number;
  readonly spans: number;
  readonly traces: number;
  readonly requests: number;
  readonly bytes: number;
  readonly windows: readonly Window[];
}

export async function scanWhole(place: Place, expected: number): Promise<WholeScan> {
  const folder = mkdtempSync(join(tmpdir(), "loupe-scan-"));
  const chains = defaultChains();
  const clock = () => unixMs(Date.now());
  const store = await openStore({ url: `sqlite:${join(folder, "loupe.db")}`, clock, orderKeys: chains.orderKeys });
  const client = createHttpClient({ source: place.kind, baseUrl: place.queryUrl, ...BIG });
  const windows: Window[] = [];
  const recording: HttpClient = {
    ...client,
    get(path, query = {}, options) {
      windows.push({ path, query });
      return client.get(path, query, options);
    },
  };
  const inner = makeSource(place, recording);
  const seen = new Map<string, number>();
  const source: TraceSource = {
    ...inner,
    async scan(cursor, limit, signal) {
      const batch = await inner.scan(cursor, limit, signal);
      if (batch.ok) note(seen, batch.value);
      return batch;
    },
  };
  const problems: string[] = [];
  const pipeline = createPipeline({ sources: [source], index: store.index, chains, clock, log: (text) => problems.push(text) });
  const cpu = process.cpuUsage();
  const begin = performance.now();
  try {
    await pipeline.runOnce();
    const ms = performance.now() - begin;
    const used = process.cpuUsage(cpu);
    if (seen.size < expected || problems.length > 0) console.log(`  only ${seen.size} of ${expected} traces`, problems.slice(0, 3));
    const spans = [...seen.values()].reduce((sum, count) => sum + count, 0);
    const { requests, bytes } = client.counters();
    const cpuMs = (used.user + used.system) / 1_000;
    return { ms, cpuMs, spans, traces: seen.size, requests, bytes, windows: windows.filter(givesSpans) };
  } finally {
    await pipeline.stop();
    inner.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function note(seen: Map<string, number>, { traces }: ScanBatch): void {
  for (const { traceId, spans } of traces) seen.set(traceId, spans.length);
}

/** The same questions, so many at once, their bytes counted and dropped. */
export async function downloadPlainly(
  { queryUrl }: Place,
  windows: readonly Window[],
  atOnce: number,
): Promise<{ readonly ms: number; readonly bytes: number }> {
  const client = createHttpClient({ source: "plain", baseUrl: queryUrl, ...BIG });
  const waiting = [...windows];
  const begin = performance.now();
  const ask = async () => {
    for (let window = waiting.shift(); window; window = waiting.shift()) {
      const answer = await client.get(window.path, window.query, { okStatuses: [404] });
      if (!answer.ok) throw new Error(answer.error.detail);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  const ms = performance.now() - begin;
  const { bytes } = client.counters();
  client.close();
  return { ms, bytes };
}
