import type { Ms, UnixMs } from "../base/time.ts";
import type { CellRow } from "../rollups/cell-text.ts";
import type { Delta } from "../rollups/delta.ts";
import type { KeptStep, SeriesKey, SeriesKind } from "../rollups/series-key.ts";
import type { TraceId } from "../trace/span.ts";

/** What a scan adds to the series, committed with its cursor: `PipelineRound.rollups`. */
export interface RollupRound {
  readonly delta: Delta;
  /** The spans that are counted with it; `part` is how many of the trace were counted before. */
  readonly counted: readonly { readonly traceId: TraceId; readonly part: number; readonly ids: readonly string[] }[];
}

export interface Series extends SeriesKey {
  readonly id: number;
  /** Minute of the earliest and of the latest that was counted. */
  readonly firstMs: UnixMs;
  readonly lastMs: UnixMs;
}

/** One bucket; `bucket` is its number since 1970, ⌊seconds / step⌋. */
export interface StoredCell extends CellRow {
  readonly series: number;
  readonly bucket: number;
}

export interface Marker {
  readonly id: string;
  readonly at: UnixMs;
  readonly text: string;
  readonly service: string | null;
  readonly by: string;
}

/** Series by minute, hour and day. They are written by `IndexStore.commit` alone, in one transaction with what they count. */
export interface RollupStore {
  /** Which spans of these traces are counted already; a trace of which none is has no entry. */
  counted(traceIds: readonly TraceId[]): Promise<ReadonlyMap<TraceId, Set<string>>>;
  /** All series of these kinds (of one first name, where given), by name. */
  listSeries(kinds?: readonly SeriesKind[], a?: string): Promise<readonly Series[]>;
  /** Buckets `from` ≤ bucket < `to`, by series and bucket. */
  readCells(series: readonly number[], step: KeptStep, from: number, to: number): Promise<readonly StoredCell[]>;
  addMarker(marker: Marker, now: UnixMs): Promise<void>;
  /** Newest first. */
  listMarkers(from: UnixMs, to: UnixMs, limit: number): Promise<readonly Marker[]>;
  /** Lets go of buckets beyond what their step is kept, and of the memory of what was counted beyond `maxAgeMs`. Bounded cost a run. */
  retain(maxAgeMs: Ms, now: UnixMs): Promise<void>;
}
