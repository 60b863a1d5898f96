/** What a steady stream of traces costs Loupe's process; the sender and the backend are other processes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { createPipeline } from "#lib/pipeline/pipeline";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import { openStore } from "#lib/store/open";
import { runApart } from "./run-apart.ts";
import { makeSource, type Place } from "./source-scan.ts";

/** Of the simulated company: about a thousand traces a minute. */
const ORDERS_A_MINUTE = 210;
/** Until what is read for the first time is read, and what is compiled for the first time is compiled. */
const WARM_MS = 75_000;

export interface Steady {
  /** Of one core. */
  readonly share: number;
  readonly tracesAMinute: number;
  readonly requestsAMinute: number;
  readonly bytesAMinute: number;
}

export async function measureSteady({ kind, queryUrl }: Place, otlpUrl: string, ms: number): Promise<Steady> {
  const folder = mkdtempSync(join(tmpdir(), "loupe-steady-"));
  const chains = defaultChains();
  const clock = () => unixMs(Date.now());
  const store = await openStore({ url: `sqlite:${join(folder, "loupe.db")}`, clock, orderKeys: chains.orderKeys });
  const client = createHttpClient({ source: kind, baseUrl: queryUrl });
  const source = makeSource({ kind, from: unixMs(Date.now() - 60_000) }, client);
  const pipeline = createPipeline({ sources: [source], index: store.index, chains, clock, log: console.error });
  const sending = runApart<{ readonly traces: number }>("steady-sender.ts", otlpUrl, ORDERS_A_MINUTE, ms + WARM_MS);
  try {
    pipeline.start();
    await pause(WARM_MS);
    const before = { ...client.counters(), cpu: process.cpuUsage(), at: performance.now() };
    await pause(ms);
    const after = client.counters();
    const { user, system } = process.cpuUsage(before.cpu);
    const minutes = (performance.now() - before.at) / 60_000;
    const { traces } = await sending;
    return {
      share: (user + system) / 1_000 / (minutes * 60_000),
      tracesAMinute: traces / ((ms + WARM_MS) / 60_000),
      requestsAMinute: (after.requests - before.requests) / minutes,
      bytesAMinute: (after.bytes - before.bytes) / minutes,
    };
  } finally {
    await pipeline.stop();
    source.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
