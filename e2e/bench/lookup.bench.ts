/**
 * An order looked up in Loupe (`GET /api/v1/orders/{id}` of the running demo, over HTTP, with sign-in and masking) against the backend's own search for the same
 * id, with as many spans stored as is asked for (`SPANS`, a million). Target: at the 95th percentile ten times faster, or within 10 ms.
 * And from a span's export to its order known: ≤ 5 s with Jaeger; with Tempo ≤ 5 s after Tempo itself finds it. `npm run bench lookup`
 */
import { setTimeout as pause } from "node:timers/promises";
import { MINUTE_MS, unixMs } from "#lib/base/time";
import { withDemo } from "../../lib/setup/with-demo.mjs";
import { readDemoInfo } from "../demo-info.ts";
import { askToken } from "./ask-token.ts";
import { measureExport } from "./export-to-page.ts";
import { runApart } from "./run-apart.ts";
import { startPeer } from "./start-peer.ts";

const SPANS = Number(process.env["SPANS"] ?? 1_000_000);
const KINDS = (process.env["KINDS"] ?? "jaeger,tempo").split(",");
const ORDERS_A_MINUTE = 120;
/** Of the simulated company, measured. */
const SPANS_AN_ORDER = 45;
const LOOKUPS = 200;
/** A source reads its newest seconds again and again. */
const CAUGHT_UP_MS = 60_000;

for (const kind of KINDS) {
  const server = await startPeer(kind);
  if (server === null) continue;
  try {
    const to = unixMs(Date.now() - MINUTE_MS);
    const from = unixMs(to - (SPANS / (ORDERS_A_MINUTE * SPANS_AN_ORDER)) * MINUTE_MS);
    const sent = await runApart<{ readonly spans: number; readonly orders: readonly string[] }>(
      "fill-peer.ts",
      server.otlpUrl,
      from,
      to,
      ORDERS_A_MINUTE,
    );
    console.log(`${kind}: ${sent.spans.toLocaleString("en")} spans of ${sent.orders.length.toLocaleString("en")} orders stored`);
    const flags = ["--no-traffic", "--source", `${kind}=${server.queryUrl}`, "--export", server.otlpUrl];
    await withDemo(flags, async (infoFile: string) => {
      const info = readDemoInfo(infoFile);
      const token = await askToken(info.apiClient);
      const inLoupe = async (id: string): Promise<number> => {
        const answer = await fetch(`${info.url}/api/v1/orders/${encodeURIComponent(id)}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        await answer.text();
        return answer.status;
      };
      /** In the index: the page of one order would ask the backend live. */
      const listed = async (id: string): Promise<boolean> => {
        const answer = await fetch(`${info.url}/api/v1/orders?query=${encodeURIComponent(id)}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return ((await answer.json()) as { readonly items: readonly unknown[] }).items.length > 0;
      };
      const behindMs = async (): Promise<number> => {
        const answer = await fetch(`${info.url}/api/v1/sources`, { headers: { authorization: `Bearer ${token}` } });
        const { sources } = (await answer.json()) as { readonly sources: readonly { readonly scannedUpTo: string | null }[] };
        return Math.max(...sources.map(({ scannedUpTo }) => Date.now() - Date.parse(scannedUpTo ?? "1970-01-01")));
      };
      const ids = Array.from({ length: LOOKUPS }, (_, at) => sent.orders[(at * 7_919) % sent.orders.length]!);
      // While history is being loaded an order that is not indexed yet is asked of the backend itself.
      for (const id of ids) while (!(await listed(id))) await pause(500);
      // And what is measured is a Loupe that has read what is stored, not one that still loads it.
      while ((await behindMs()) > CAUGHT_UP_MS) await pause(500);
      const ours = await timed(ids, inLoupe);
      const theirs = await timed(ids.slice(0, 40), (id) => server.find(id));
      console.log(
        `${kind}: Loupe p95 ${ours.p95.toFixed(1)} ms (median ${ours.median.toFixed(1)}), ${kind}'s own search p95 ${theirs.p95.toFixed(1)} ms (${theirs.median.toFixed(1)}): ${(theirs.p95 / ours.p95).toFixed(1)} times (target ≥ 10, or ≤ 10 ms)`,
      );
      console.log(`${kind}: ${await measureExport(server, listed)}`);
    });
  } finally {
    await server.stop();
  }
}

async function timed(
  ids: readonly string[],
  ask: (id: string) => Promise<number>,
): Promise<{ readonly p95: number; readonly median: number }> {
  const taken: number[] = [];
  for (const id of ids) {
    const start = performance.now();
    const status = await ask(id);
    if (status !== 200) throw new Error(`order ${id}: ${status}`);
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { p95: taken[Math.floor(taken.length * 0.95)]!, median: taken[taken.length >> 1]! };
}
