import type { Ms, UnixMs } from "../base/time.ts";
import type { BaselineKind, Usual } from "../detector/baselines.ts";
import type { SourceFailure } from "../sources/source.ts";
import type { InstanceKey } from "../trace/clock-observations.ts";
import type { Trace } from "../trace/span.ts";
import type { ChainWork } from "./chain-work.ts";
import type { LiveJudgement } from "./judge-live.ts";

/** What the pipeline says of itself and of the services it hears (`GET /api/v1/sources`, `/readyz`). */
export interface PipelineStatusReader {
  status(): PipelineStatus;
  /** Executions that are being judged anew because the chain file has changed; null where none are. */
  chainWork(): ChainWork | null;
  /** How far each instance's clock ran ahead around `at`, in ms, by `instanceKey`; empty where nothing was observed. */
  clockOffsetsAt(at: UnixMs): ReadonlyMap<InstanceKey, Ms>;
  /** How long a chain, the way to a step, a queue's wait or a step's span usually takes at that time; null where too little is known. */
  usual(kind: BaselineKind, chainId: string, stepId: string | null, at: UnixMs): Usual | null;
  /** What can be said of an order that the index does not know, from its traces as the sources give them now. */
  judgeLive(orderId: string, traces: readonly Trace[]): LiveJudgement;
}

export interface PipelineStatus {
  readonly sources: readonly SourceProgress[];
  readonly services: readonly ServiceStatus[];
  /** Orders that are known to have changed and are not matched yet. */
  readonly waitingOrders: number;
  /** Orders that could not be matched, and why: nothing is said of them. */
  readonly unmatched: ReadonlyMap<string, string>;
  /** Everything that had arrived when it was last asked has been read and judged. */
  readonly caughtUp: boolean;
}

export interface SourceProgress {
  readonly sourceId: string;
  readonly state: "ok" | "degraded" | "failed";
  readonly lastError: string | null;
  /** Arrivals up to here are included; null before the first scan. */
  readonly scannedUpTo: UnixMs | null;
  readonly lagMs: Ms | null;
  /** Of the last scan: what the source holds and does not give. */
  readonly warnings: readonly string[];
  /** The last scan that failed, also after it is well again. */
  readonly lastFailure: { readonly at: UnixMs; readonly kind: SourceFailure["kind"]; readonly detail: string } | null;
  /** In a row, up to now. */
  readonly failedScans: number;
  readonly nextScanAt: UnixMs | null;
  readonly scan: ScanFigures;
}

/** Since the pipeline started. */
export interface ScanFigures {
  readonly scans: number;
  readonly traces: number;
  readonly spans: number;
  readonly askedMs: Ms;
  readonly takenInMs: Ms;
  readonly tracesPerSecond: number;
  readonly spansPerSecond: number;
}

export interface ServiceStatus {
  readonly service: string;
  /** The least of its live instances'; null while none is heard. */
  readonly watermark: UnixMs | null;
  readonly instances: readonly {
    readonly id: string;
    readonly watermark: UnixMs | null;
    readonly offsetMs: Ms | null;
    readonly live: boolean;
  }[];
  /** `instance` null: nobody of the service was heard. */
  readonly gaps: readonly { readonly from: UnixMs; readonly to: UnixMs | null; readonly instance: string | null }[];
  /** A silence longer than this is none of its habits; null while too little is known. */
  readonly noticedAfterMs: Ms | null;
  /** The newest time in which it is known to have sampled; `keptShare` null where it cannot be told. */
  readonly sampled: { readonly from: UnixMs; readonly to: UnixMs; readonly keptShare: number | null } | null;
}
