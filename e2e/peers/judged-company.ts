/** The simulated company's orders, read from a real server by Loupe's own pipeline and held against what the company did. */
import type { Clock, UnixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { compareWithTruth, findAccusations, rowKey } from "#lib/demo/replay/compare";
import type { Simulation } from "#lib/demo/simulate";
import { createPipeline } from "#lib/pipeline/pipeline";
import type { TraceSource } from "#lib/sources/source";
import { openStore } from "#lib/store/open";

export type JudgedCompany = Awaited<ReturnType<typeof judgeCompany>>;

export async function judgeCompany({ truth }: Simulation, source: TraceSource, clock: Clock) {
  const chains = defaultChains();
  const store = await openStore({ url: "sqlite::memory:", clock, orderKeys: chains.orderKeys });
  const said: string[] = [];
  const pipeline = createPipeline({ sources: [source], index: store.index, chains, clock, log: (text) => said.push(text) });
  const rows = new Map(truth.map((row) => [rowKey(row), row]));
  const accusations = new Set<string>();
  pipeline.changes.subscribe((changed) => {
    for (const found of findAccusations(rows, changed)) accusations.add(found);
  });
  return {
    runOnce: pipeline.runOnce,
    /** Of the source, as pages show it. */
    state: () => pipeline.status().sources[0]?.state,
    compare: (now: UnixMs) => compareWithTruth(truth, store.index, now),
    accusations: () => [...accusations],
    said: () => said,
    async stop() {
      await pipeline.stop();
      await store.close();
    },
  };
}
