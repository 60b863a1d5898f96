import type { Ms, UnixMs } from "../base/time.ts";
import type { InstanceKey } from "../trace/clock-observations.ts";

/** What the pipeline says of itself and of the services it hears (`GET /api/v1/sources`, `/readyz`). */
export interface PipelineStatusReader {
  status(): PipelineStatus;
  /** How far each instance's clock ran ahead around `at`, in ms, by `instanceKey`; empty where nothing was observed. */
  clockOffsetsAt(at: UnixMs): ReadonlyMap<InstanceKey, Ms>;
}

export interface PipelineStatus {
  readonly sources: readonly SourceProgress[];
  readonly services: readonly ServiceStatus[];
  /** Orders that are known to have changed and are not matched yet. */
  readonly waitingOrders: number;
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
}

export interface ServiceStatus {
  readonly service: string;
  readonly instances: readonly {
    readonly id: string;
    readonly watermark: UnixMs | null;
    readonly offsetMs: Ms | null;
    readonly live: boolean;
  }[];
  readonly gaps: readonly { readonly from: UnixMs; readonly to: UnixMs | null }[];
}
