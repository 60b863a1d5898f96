import { bucketFloor, type ReadonlySketch } from "../base/sketch.ts";

/** Rows of a heatmap: the sketches' own buckets, joined by 2, 4, 8, … of them until few enough remain, so that every count is exact. */
export interface HeatRows {
  /** Lower bounds in nanoseconds, rising, the first 0. */
  readonly bounds: readonly number[];
  /** A sketch's bucket → its row. */
  rowOf(bucket: number): number;
}

export function heatRows(sketches: Iterable<ReadonlySketch>, most: number): HeatRows {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { buckets } of sketches)
    for (const bucket of buckets.keys()) {
      low = Math.min(low, bucket);
      high = Math.max(high, bucket);
    }
  if (!Number.isFinite(low)) return { bounds: [0], rowOf: () => 0 };
  let joined = 1;
  while (Math.floor(high / joined) - Math.floor(low / joined) + 1 > most) joined *= 2;
  const first = Math.floor(low / joined);
  const bounds = Array.from({ length: Math.floor(high / joined) - first + 1 }, (_, row) =>
    row === 0 ? 0 : bucketFloor((first + row) * joined),
  );
  return { bounds, rowOf: (bucket) => Math.min(bounds.length - 1, Math.max(0, Math.floor(bucket / joined) - first)) };
}

export function heatColumn({ buckets }: ReadonlySketch, { bounds, rowOf }: HeatRows): number[] {
  const column = new Array<number>(bounds.length).fill(0);
  for (const [bucket, count] of buckets) column[rowOf(bucket)]! += count;
  return column;
}
