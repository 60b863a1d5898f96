import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { unixMs } from "#lib/base/time";
import { sourceContract } from "#lib/sources/contract";
import { createHttpClient } from "#lib/sources/http/create-http-client";
import { createTempoSource } from "#lib/sources/tempo/tempo-source";
import { findBinary } from "./find-binary.ts";
import { pushSpans } from "./push-spans.ts";
import type { PeerServer } from "./run-server.ts";
import { startTempo } from "./start-tempo.ts";

const ORDER_KEYS = ["order_id", "order.id"];
const tempo = await findBinary("tempo");

if ("missing" in tempo) {
  console.log(`Real Tempo: not tried, ${tempo.missing}`);
  test("real Tempo", { skip: tempo.missing });
} else
  describe("real Tempo", () => {
    sourceContract(
      "tempo",
      async () => {
        const server = await startTempo({ binary: tempo.path });
        let pushed = 0;
        const source = createTempoSource({
          id: "tempo-under-test",
          http: createHttpClient({ source: "tempo-under-test", baseUrl: server.queryUrl, retries: 1 }),
          clock: () => unixMs(Date.now()),
          orderKeys: ORDER_KEYS,
          attributeKeys: [],
          historyMs: 3_600_000,
          latenessMs: 1_200_000,
          sweepEveryMs: 0,
          fullSweepEveryMs: 0,
        });
        return {
          source,
          async push(spans) {
            await pushSpans(server.otlpUrl, spans);
            pushed += spans.length;
          },
          settle: () => untilSearchable(server, pushed),
          breakIt: () => server.stop(),
          async stop() {
            source.close();
            await server.stop();
          },
        };
      },
      { orderKeys: ORDER_KEYS, manyTraces: 1_400 },
    );
  });

/** Tempo gathers a trace for some seconds before its search sees it. */
async function untilSearchable({ queryUrl }: PeerServer, spans: number): Promise<void> {
  const question = new URLSearchParams({
    q: "{ } | by(span:id)",
    limit: "20000",
    spss: "100",
    start: String(Math.floor(Date.now() / 1_000) - 3_600),
    end: String(Math.floor(Date.now() / 1_000) + 60),
  });
  let seen = 0;
  for (let tries = 0; tries < 120; tries++) {
    const answer = await fetch(`${queryUrl}/api/search?${question}`);
    const { traces = [] } = (await answer.json()) as { traces?: readonly { spanSets?: readonly { matched?: number }[] }[] };
    seen = traces.reduce((sum, trace) => sum + (trace.spanSets ?? []).reduce((of, set) => of + (set.matched ?? 0), 0), 0);
    if (seen >= spans) return;
    await pause(500);
  }
  throw new Error(`Tempo shows ${seen} of ${spans} spans after a minute`);
}
