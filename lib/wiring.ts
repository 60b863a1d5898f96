import { existsSync, readFileSync } from "node:fs";
import { deriveKey } from "./auth/keys.ts";
import type { Clock } from "./base/time.ts";
import { unixMs } from "./base/time.ts";
import type { ChainSet } from "./chains/definition.ts";
import { defaultChains, describeChainFileError, loadChains } from "./chains/load.ts";
import { createPipeline } from "./pipeline/pipeline.ts";
import type { ServerConfig } from "./server/config.ts";
import { createOtlpHandler } from "./server/otlp.ts";
import { startRetention } from "./server/retention.ts";
import type { Wire } from "./server/wired.ts";
import { createEmbeddedSource } from "./sources/embedded/embedded-source.ts";
import type { TraceSource } from "./sources/source.ts";
import { openStore, type Store } from "./store/open.ts";

/**
 * The composition root: the one place that picks adapters.
 * @throws Error that names the fault and its cure: a bad chain file, a source that this Loupe cannot read, a store that cannot be opened
 */
export const wire: Wire = async (config) => {
  const clock: Clock = () => unixMs(Date.now());
  const log = (message: string) => console.error(JSON.stringify({ at: new Date().toISOString(), message }));
  const chains = readChains(config.chainsFile);
  const store = await openStore({ url: config.storeUrl, clock, log, orderKeys: chains.orderKeys });
  const sources = config.sources.map((name) => pickSource(name, store));
  const pipeline = createPipeline({ sources, index: store.index, chains, clock, log });
  const stopRetention = startRetention(store, config, clock, log);
  return {
    runtime: {
      clock,
      chains,
      sources,
      index: store.index,
      auth: store.auth,
      pipeline,
      pseudonymKey: deriveKey(config.authSecret, "pseudonyms"),
      baseUrl: config.baseUrl,
    },
    pipeline,
    otlp: config.sources.includes("embedded")
      ? createOtlpHandler({ append: store.spans.append, backlog: store.spans.backlog, clock, log })
      : null,
    async close() {
      await stopRetention();
      await store.close();
    },
  };
};

function readChains(file: string | null): ChainSet {
  if (file === null) return defaultChains();
  if (!existsSync(file)) throw new Error(`Loupe does not start: the chain file ${file} is not there (CHAINS_FILE, --chains)`);
  const chains = loadChains(readFileSync(file, "utf8"), file);
  if (chains.ok) return chains.value;
  throw new Error(
    `Loupe does not start, the chain file has mistakes:\n${chains.error.map((error) => `  ${describeChainFileError(error)}`).join("\n")}`,
  );
}

function pickSource(name: ServerConfig["sources"][number], store: Store): TraceSource {
  if (name === "embedded") return createEmbeddedSource(store.spans);
  throw new Error(`Loupe does not start: SOURCES names "${name.split("=")[0]}", and this Loupe reads "embedded" alone`);
}
