import { existsSync, readFileSync } from "node:fs";
import { type DataKeys, openDataKeys } from "./auth/data-keys.ts";
import { keepPseudonymKey } from "./auth/kept-key.ts";
import { secretsOf } from "./auth/keys.ts";
import { createSteadyClock } from "./base/steady-clock.ts";
import { type Clock, MINUTE_MS } from "./base/time.ts";
import type { ChainSet } from "./chains/definition.ts";
import { defaultChains, defaultChainText, describeChainFileError, loadChains } from "./chains/load.ts";
import { createNotifier } from "./notify/notifier.ts";
import { loadRoutes, type Route } from "./notify/routes.ts";
import { signalSummary } from "./notify/signal.ts";
import { createBacktests } from "./pipeline/backtests.ts";
import { createCaseFeed } from "./pipeline/case-feed.ts";
import { createCaseTally } from "./pipeline/case-tally.ts";
import { type ChainSwitch, createChainSwitch, followChains } from "./pipeline/chain-switch.ts";
import { createPipeline } from "./pipeline/pipeline.ts";
import { attributeKeysOf, createSourceSwitch } from "./pipeline/source-switch.ts";
import { loadPolicy } from "./privacy/load-policy.ts";
import { type Masker, makeMasker } from "./privacy/masker.ts";
import { makePolicy, NO_RULES, type PrivacyRules } from "./privacy/policy.ts";
import type { ServerConfig } from "./server/config.ts";
import { createOtlpHandler } from "./server/otlp.ts";
import { startRetention } from "./server/retention.ts";
import { sealPersonal } from "./server/seal-personal.ts";
import type { Wire } from "./server/wired.ts";
import { createEmbeddedSource } from "./sources/embedded/embedded-source.ts";
import { createHttpClient } from "./sources/http/create-http-client.ts";
import { createJaegerSource } from "./sources/jaeger/jaeger-source.ts";
import type { TraceSource } from "./sources/source.ts";
import { createTempoSource } from "./sources/tempo/tempo-source.ts";
import type { AuthStore } from "./store/auth-store.ts";
import { openStore, type Store } from "./store/open.ts";

/**
 * The composition root: the one place that picks adapters.
 * @throws Error that names the fault and its cure: a bad chain file, a source that this Loupe cannot read, a store that cannot be opened
 */
export const wire: Wire = async (config) => {
  const clock = createSteadyClock(Date.now, () => performance.now());
  const log = (message: string) => console.error(JSON.stringify({ at: new Date().toISOString(), message }));
  const chosen = createChainSwitch(readChains(config.chainsFile), log);
  const authSecrets = secretsOf(config);
  // Filled with the kept one as soon as the store can be asked, before anything is masked.
  const pseudonymKey = new Uint8Array(32);
  const privacy = readPrivacy(config.privacyFile ?? null);
  const masker = followOrderKeys(chosen, (keys) => makeMasker(makePolicy(keys, privacy), pseudonymKey));
  let stopKeys = () => {};
  const sealing = async (secrets: AuthStore) => {
    pseudonymKey.set(await keepPseudonymKey(secrets, authSecrets));
    const keys = await openDataKeys({ store: secrets, authSecrets, clock });
    stopKeys = refreshKeys(keys, log);
    return sealPersonal(masker, keys);
  };
  const store = await openStore({
    ...{ url: config.storeUrl, clock, log, sealing },
    get orderKeys() {
      return chosen.current().chains.orderKeys;
    },
  });
  await chosen.refresh(store.settings);
  const { chains } = chosen.current();
  const sources = createSourceSwitch(chosen, (now) => pickSources(config, store, now, clock));
  const routes = readRoutes(config.routesFile ?? null, chains);
  const feed = createCaseFeed(log);
  const notifier = createNotifier({
    ...{ routes, outbox: store.outbox, cases: store.cases, leads: store.leadership.leads, clock, log },
    composing: () => ({ chains: chosen.current().chains, mask: masker().text, baseUrl: config.baseUrl }),
    onChange: feed.emit,
  });
  const cases = { store: store.cases, feed, tally: createCaseTally(), tell: notifier.signal, tellSummary: signalSummary(routes) };
  const pipeline = createPipeline({
    get sources() {
      return sources.current();
    },
    get chains() {
      return chosen.current().chains;
    },
    ...{ index: store.index, rollups: store.rollups, cases, leads: store.leadership.leads, clock, log },
  });
  notifier.start();
  const backtests = createBacktests({
    ...{ index: store.index, cases: store.cases, clock, log },
    sources: sources.current,
    chains: () => chosen.current().chains,
  });
  const stopFollowing = followChains(chosen, store.settings, log);
  const stopRetention = startRetention(store, config, clock, log);
  return {
    runtime: {
      clock,
      get chains() {
        return chosen.current().chains;
      },
      get sources() {
        return sources.current();
      },
      ...{ config: chosen, settings: store.settings, said: store.said, backtests },
      index: store.index,
      rollups: store.rollups,
      cases: cases.store,
      caseFeed: cases.feed,
      caseTally: cases.tally,
      changes: pipeline.changes,
      auth: store.auth,
      audit: store.audit,
      reveals: store.reveals,
      pipeline,
      pseudonymKey,
      privacy,
      baseUrl: config.baseUrl,
      notifier,
      links: config.links,
    },
    pipeline,
    otlp: config.sources.includes("embedded")
      ? createOtlpHandler({ append: store.spans.append, backlog: store.spans.backlog, clock, log })
      : null,
    async close() {
      stopFollowing();
      stopKeys();
      backtests.stop();
      await notifier.stop();
      sources.close();
      await stopRetention();
      await store.close();
    },
  };
};

/** One masker for as long as the chains name the same keys: its caches are worth keeping. */
function followOrderKeys(chosen: ChainSwitch, make: (keys: readonly string[]) => Masker): () => Masker {
  let known: { readonly keys: readonly string[]; readonly masker: Masker } | null = null;
  return () => {
    const keys = chosen.current().chains.orderKeys;
    if (known?.keys !== keys) known = { keys, masker: make(keys) };
    return known.masker;
  };
}

/** Keys that another process has made must be known here before it uses them. */
function refreshKeys(keys: DataKeys, log: (message: string) => void): () => void {
  const timer = setInterval(() => {
    keys.refresh().catch((error: unknown) => log(`the data keys could not be read: ${String(error)}`));
  }, MINUTE_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function readChains(file: string | null) {
  if (file === null) return { chains: defaultChains(), text: defaultChainText(), origin: "built-in" } as const;
  if (!existsSync(file)) throw new Error(`Loupe does not start: the chain file ${file} is not there (CHAINS_FILE, --chains)`);
  const text = readFileSync(file, "utf8");
  const chains = loadChains(text, file);
  if (chains.ok) return { chains: chains.value, text, origin: "file" } as const;
  throw new Error(
    `Loupe does not start, the chain file has mistakes:\n${chains.error.map((error) => `  ${describeChainFileError(error)}`).join("\n")}`,
  );
}

function readRoutes(file: string | null, chains: ChainSet): readonly Route[] {
  if (file === null) return [];
  if (!existsSync(file)) throw new Error(`Loupe does not start: the routes file ${file} is not there (ROUTES_FILE)`);
  const ids = chains.chains.map(({ id }) => id);
  const routes = loadRoutes(readFileSync(file, "utf8"), file, ids, (path) => readFileSync(path, "utf8"));
  if (routes.ok) return routes.value;
  throw new Error(`Loupe does not start, the routes file has mistakes:\n${routes.error.map((fault) => `  ${fault}`).join("\n")}`);
}

function readPrivacy(file: string | null): PrivacyRules {
  if (file === null) return NO_RULES;
  if (!existsSync(file)) throw new Error(`Loupe does not start: the privacy file ${file} is not there (PRIVACY_FILE)`);
  const rules = loadPolicy(readFileSync(file, "utf8"), file);
  if (rules.ok) return rules.value;
  throw new Error(`Loupe does not start, the privacy file has mistakes:\n${rules.error.map((fault) => `  ${fault}`).join("\n")}`);
}

/** `embedded`, or KIND=URL. The second of a kind is called `jaeger-2`. */
function pickSources(config: ServerConfig, store: Store, chains: ChainSet, clock: Clock): readonly TraceSource[] {
  const count = new Map<string, number>();
  return config.sources.map((entry) => {
    const [kind = "", ...rest] = entry.split("=");
    const nth = (count.get(kind) ?? 0) + 1;
    count.set(kind, nth);
    const id = nth === 1 ? kind : `${kind}-${nth}`;
    if (entry === "embedded") return createEmbeddedSource(store.spans);
    if (kind === "jaeger" || kind === "tempo") return createBackend({ kind, id, baseUrl: rest.join("="), config, chains, clock });
    throw new Error(`Loupe does not start: SOURCES (--source) names "${kind}"; it must be embedded, jaeger=URL or tempo=URL`);
  });
}

interface Backend {
  readonly kind: "jaeger" | "tempo";
  readonly id: string;
  readonly baseUrl: string;
  readonly config: ServerConfig;
  readonly chains: ChainSet;
  readonly clock: Clock;
}

function createBackend({ kind, id, baseUrl, config, chains, clock }: Backend): TraceSource {
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl))
    throw new Error(`Loupe does not start: SOURCES (--source) gives ${kind} no http or https address; write ${kind}=http://host:port`);
  const access = config.sourceAccess?.[kind];
  const client = createHttpClient({
    source: id,
    baseUrl,
    auth: access?.auth.kind === "none" ? undefined : access?.auth,
    headers: access?.headers,
    tenant: access?.tenant ?? undefined,
    tls: access?.tls,
    ...given({ timeoutMs: access?.timeoutMs }),
  });
  const common = { id, clock, ...given({ historyMs: config.scanBackMs, latenessMs: access?.latenessMs }) };
  return kind === "jaeger"
    ? createJaegerSource({
        ...common,
        client,
        orderKeys: chains.orderKeys,
        api: access?.api ?? "auto",
        searchBackMs: config.retention.maxAgeMs,
      })
    : createTempoSource({
        ...common,
        ...chains,
        http: client,
        attributeKeys: attributeKeysOf(chains),
        retentionMs: config.retention.maxAgeMs,
      });
}

/** What was configured; a key with nothing in it would hide the adapter's own default. */
const given = (options: Readonly<Record<string, number | null | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(options).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value]])));
