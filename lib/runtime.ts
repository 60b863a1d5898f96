import type { Clock } from "./base/time.ts";
import type { ChainSet } from "./chains/definition.ts";
import type { LinkTemplate } from "./contract/link-template.ts";
import type { Notifier } from "./notify/notifier.ts";
import type { Backtests } from "./pipeline/backtests.ts";
import type { CaseFeed } from "./pipeline/case-feed.ts";
import type { CaseTally } from "./pipeline/case-tally.ts";
import type { ChainSwitch } from "./pipeline/chain-switch.ts";
import type { ChangeFeed } from "./pipeline/change-feed.ts";
import type { PipelineStatusReader } from "./pipeline/status.ts";
import type { PrivacyRules } from "./privacy/policy.ts";
import type { TraceSource } from "./sources/source.ts";
import type { AuditStore } from "./store/audit-store.ts";
import type { AuthStore } from "./store/auth-store.ts";
import type { CaseStore } from "./store/case-store.ts";
import type { IndexStore } from "./store/index-store.ts";
import type { RevealStore } from "./store/reveal-store.ts";
import type { RollupStore } from "./store/rollup-store.ts";
import type { SaidStore } from "./store/said-store.ts";
import type { SettingsStore } from "./store/settings-store.ts";

/**
 * What the running process offers to `lib/dal`, made by `lib/wiring.ts` in `lib/server/main.ts` and put on `globalThis`:
 * Next's bundles hold module copies of their own, only the global object is shared.
 */
export interface Runtime {
  readonly clock: Clock;
  /** Follows the configuration: never keep it across an await for long. */
  readonly chains: ChainSet;
  /** Where the chains come from, and their versions. */
  readonly config: ChainSwitch;
  readonly settings: SettingsStore;
  /** Trials of other chains on the past. */
  readonly backtests: Backtests;
  /** What was said of executions when. */
  readonly said: SaidStore;
  readonly sources: readonly TraceSource[];
  readonly index: IndexStore;
  /** Series by minute, hour and day; markers. */
  readonly rollups: RollupStore;
  readonly auth: AuthStore;
  /** Who did and saw what. */
  readonly audit: AuditStore;
  /** Who may see what unmasked for a while. */
  readonly reveals: RevealStore;
  readonly cases: CaseStore;
  /** Told whenever a case has changed: whoever changes one tells it here too. */
  readonly caseFeed: CaseFeed;
  readonly caseTally: CaseTally;
  /** Told whenever what is said of an execution has changed. */
  readonly changes: ChangeFeed;
  /** How far the pipeline is, and which services it hears. */
  readonly pipeline: PipelineStatusReader;
  /** Keyed HMAC for pseudonyms of personal data; never leaves the server. */
  readonly pseudonymKey: Uint8Array;
  /** The operator's own list of what to mask and what to leave alone. */
  readonly privacy?: PrivacyRules;
  readonly baseUrl: string;
  /** Tells people of what hangs. */
  readonly notifier: Pick<Notifier, "signal" | "test" | "tally" | "waiting">;
  /** Ways out to the operator's other tools. */
  readonly links?: readonly LinkTemplate[] | undefined;
  /** Aborted when the server begins to stop: what never ends by itself ends then. */
  readonly closing?: AbortSignal;
  /** Opens `/gallery`, the components in all their states: for development and the bench, never in production. */
  readonly gallery?: boolean;
}

const slot = Symbol.for("loupe.runtime");

export function provideRuntime(runtime: Runtime): void {
  (globalThis as Record<symbol, unknown>)[slot] = runtime;
}

export const isRuntimeProvided = (): boolean => (globalThis as Record<symbol, unknown>)[slot] !== undefined;

export function runtime(): Runtime {
  const provided = (globalThis as Record<symbol, unknown>)[slot] as Runtime | undefined;
  if (!provided) throw new Error("Loupe's runtime is not started: run `npm start`, not `next start`");
  return provided;
}
