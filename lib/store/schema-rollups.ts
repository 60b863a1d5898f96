import type { CellRow } from "../rollups/cell-text.ts";

/** Tables of series by minute, hour and day; see `migration-rollups.ts`. */
export interface RollupsTables {
  readonly rollup_series: SeriesTableRow;
  readonly rollup_cells: CellTableRow;
  readonly rollup_counted: { readonly trace_id: string; readonly part: number; readonly at: number; readonly ids: string };
  readonly rollup_events: { readonly key_hash: string; readonly at: number; readonly events: string };
  readonly markers: {
    readonly id: string;
    readonly at: number;
    readonly text: string;
    readonly service: string | null;
    readonly author: string;
    readonly created_at: number;
  };
}

export interface SeriesTableRow {
  readonly id: number;
  readonly key_hash: string;
  readonly kind: string;
  readonly a: string;
  readonly b: string;
  /** Minutes since 1970. */
  readonly first_minute: number;
  readonly last_minute: number;
}

export interface CellTableRow extends CellRow {
  readonly series: number;
  /** Seconds of a bucket. */
  readonly step: number;
  /** Its number since 1970: ⌊seconds / step⌋. */
  readonly bucket: number;
}
