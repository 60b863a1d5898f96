// A latency heatmap: columns are buckets of time, rows buckets of latency (equally high, whatever they span), a cell's ink is its count.
//
//   rows ↑   10 s  · ░ ·
//            3 s   ░ █ ░ ╱ ░      ╱ a column without telemetry: hatched, never blank
//            1 s   · ░ · ╱ ·
//                  columns →
export interface HeatGrid {
  /** Start of the first column and width of each, ms. */
  readonly from: number;
  readonly stepMs: number;
  readonly columns: number;
  readonly rows: number;
  /** Edges of the rows, ms, rising: one more than rows; the first may be 0, the last infinite. */
  readonly edges: readonly number[];
  /** Column by column, lowest row first. */
  readonly counts: Uint32Array;
  /** 1: the column's telemetry is missing. */
  readonly missing: Uint8Array;
}

/** Shades of ink; 0 is nothing. More cannot be told apart. */
export const SHADES = 12;

/**
 * A shade for each cell, top row first: the order in which an image is painted. Counts spread over powers, and a lone outlier is just what
 * one looks for: the shade goes by the square root, and one of anything has the first.
 */
export function shadeCells(grid: HeatGrid): Uint8Array {
  const { columns, rows, counts } = grid;
  const shades = new Uint8Array(columns * rows);
  let most = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i]! > most) most = counts[i]!;
  if (most === 0) return shades;
  const scale = (SHADES - 1) / Math.sqrt(most);
  for (let c = 0; c < columns; c++)
    for (let r = 0; r < rows; r++) {
      const count = counts[c * rows + r]!;
      if (count > 0) shades[(rows - 1 - r) * columns + c] = Math.max(1, Math.min(SHADES, 1 + Math.round(Math.sqrt(count) * scale)));
    }
  return shades;
}

/** RGBA pixels, one a cell. `palette`: SHADES + 1 colours as 0xRRGGBB, the first for nothing. */
export function paintCells(grid: HeatGrid, palette: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const shades = shadeCells(grid);
  const pixels = new Uint8ClampedArray(shades.length * 4);
  for (let i = 0; i < shades.length; i++) {
    const colour = palette[shades[i]!] ?? 0;
    pixels[i * 4] = colour >> 16;
    pixels[i * 4 + 1] = (colour >> 8) & 255;
    pixels[i * 4 + 2] = colour & 255;
    pixels[i * 4 + 3] = 255;
  }
  return pixels;
}

/** One path a shade instead of an element a cell: what a picture file is made of. Index 0 is left empty. */
export function pathCells(grid: HeatGrid, width: number, height: number): readonly string[] {
  const shades = shadeCells(grid);
  const paths = Array.from({ length: SHADES + 1 }, () => "");
  const [w, h] = [width / grid.columns, height / grid.rows];
  for (let r = 0; r < grid.rows; r++)
    for (let c = 0; c < grid.columns; c++) {
      const shade = shades[r * grid.columns + c]!;
      if (shade > 0) paths[shade] += `M${(c * w).toFixed(1)} ${(r * h).toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}h-${w.toFixed(1)}z`;
    }
  return paths;
}

export const columnStart = (grid: HeatGrid, column: number): number => grid.from + column * grid.stepMs;

/** Where a latency stands, in rows from the bottom; by powers inside of a row, as the rows themselves are. */
export function rowOf({ edges, rows }: HeatGrid, ms: number): number {
  if (!(ms > edges[0]!)) return 0;
  if (ms >= edges[rows]!) return rows;
  let [low, high] = [0, rows];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= ms) low = middle;
    else high = middle;
  }
  const [from, to] = [edges[low]!, edges[high]!];
  if (to === Infinity) return low;
  return low + (from > 0 ? Math.log(ms / from) / Math.log(to / from) : ms / to);
}

/** The rows and columns where anything is, with a margin: an axis from 1 µs to 10 h would be mostly paper. */
export function cropRows(grid: HeatGrid, margin = 2, least = 12): HeatGrid {
  let low = grid.rows;
  let high = -1;
  for (let c = 0; c < grid.columns; c++)
    for (let r = 0; r < grid.rows; r++)
      if (grid.counts[c * grid.rows + r]! > 0) {
        if (r < low) low = r;
        if (r > high) high = r;
      }
  if (high < 0) return grid;
  let first = Math.max(0, low - margin);
  let last = Math.min(grid.rows - 1, high + margin);
  while (last - first + 1 < Math.min(least, grid.rows)) {
    if (first > 0) first--;
    if (last < grid.rows - 1) last++;
  }
  const rows = last - first + 1;
  const counts = new Uint32Array(grid.columns * rows);
  for (let c = 0; c < grid.columns; c++) counts.set(grid.counts.subarray(c * grid.rows + first, c * grid.rows + last + 1), c * rows);
  return { ...grid, rows, counts, edges: grid.edges.slice(first, last + 2) };
}
