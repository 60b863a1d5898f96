import type { Clock, Ms, UnixMs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import type { Alarm } from "../detector/cases/case.ts";
import type { Knowledge } from "../detector/knowledge.ts";
import type { SourceFailure, TraceSource } from "../sources/source.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { RollupStore } from "../store/rollup-store.ts";
import type { AskedScan } from "./asked-scan.ts";
import type { CaseOptions } from "./case-options.ts";
import type { AppliedChains } from "./chain-work.ts";
import type { ChangeEmitter } from "./change-feed.ts";
import type { ClockBook } from "./clock-book.ts";
import type { FoldBook } from "./fold-scan.ts";
import type { IntakeState } from "./intake.ts";
import type { ScanTally } from "./scan-tally.ts";
import type { Sweep } from "./sweep.ts";
import type { TraceMemory } from "./trace-memory.ts";
import type { Unmatched } from "./unmatched.ts";
import type { WorkList } from "./work-list.ts";

export interface PipelineOptions {
  readonly sources: readonly TraceSource[];
  readonly index: IndexStore;
  /** Where it is given, what is scanned is counted into its series. */
  readonly rollups?: RollupStore;
  /** Where cases are kept; without it nobody is told of what hangs. */
  readonly cases?: CaseOptions;
  /** May be a getter, as may `sources`: where another set is given, the next round begins anew with it. */
  readonly chains: ChainSet;
  /** Of several over one store one works; the others ask again every few seconds. */
  readonly leads?: () => Promise<boolean>;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** How long presence of services is kept: at least as long as traces are. */
  readonly keepMs?: Ms;
  /** Between two rounds when nothing is waiting. */
  readonly pauseMs?: Ms;
}

/** Everything that one running pipeline holds; its parts work on it one after the other, never at once. */
export interface Machine extends IntakeState {
  readonly clock: Clock;
  readonly changes: ChangeEmitter;
  readonly fold: FoldBook | null;
  readonly work: WorkList;
  readonly knowledge: Knowledge;
  readonly clocks: ClockBook;
  /** What scans have just given. */
  readonly memory: TraceMemory;
  readonly progress: Map<string, SourceState>;
  /** False while arrivals are known to be waiting: then nothing is missing yet. */
  caughtUp: boolean;
  /** Orders that are large: not matched again before. */
  readonly notBefore: Map<string, number>;
  /** Orders whose traces failed the question for others too. */
  readonly alone: Set<string>;
  readonly unmatched: Unmatched;
  /** The commit that is under way. */
  pending: Promise<void> | null;
  sweep: Sweep;
  /** By which chains the index was judged, and what of it is to be judged by these; null before it was looked at. */
  applied: AppliedChains | null;
  /** Silent services, missing volumes, as last detected; null while nobody has looked. */
  alarms: readonly Alarm[] | null;
}

export interface SourceState {
  cursor: string | null;
  scannedUpTo: UnixMs | null;
  lastError: string | null;
  failures: number;
  retryAt: number;
  /** Stays after it is well again. */
  lastFailure: { readonly at: UnixMs; readonly kind: SourceFailure["kind"]; readonly detail: string } | null;
  /** Of the last scan. */
  warnings: readonly string[];
  readonly tally: ScanTally;
  asked: AskedScan | null;
  /** Nothing was waiting there: not asked again before, by `performance.now()`. */
  restUntil: number;
}
