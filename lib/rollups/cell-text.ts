import { addEncoded, encodeSketch, sumEncoded } from "../base/sketch-text.ts";
import type { TraceId } from "../trace/span.ts";
import { type Cell, createCell, type Exemplar, offerExemplar, tallyOne } from "./cell.ts";

/** A cell as a row of the store: `sketch` base64, `tally` numbers by commas, `exemplars` words by spaces. Empty texts for nothing. */
export interface CellRow {
  readonly count: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly sketch: string;
  readonly tally: string;
  readonly exemplars: string;
}

export const writeCell = (cell: Cell): CellRow => ({
  count: cell.count,
  errors: cell.errors,
  timeouts: cell.timeouts,
  sketch: cell.sketch.buckets.size === 0 ? "" : encodeSketch(cell.sketch),
  tally: cell.tally.some((count) => count !== 0) ? cell.tally.join(",") : "",
  exemplars: cell.exemplars.map(writeExemplar).join(" "),
});

/** Adds the row to `into`. `traces: false` leaves the exemplars out, which a sum of many rows does not need. */
export function addRow(into: Cell, row: CellRow, traces = true): void {
  into.count += row.count;
  into.errors += row.errors;
  into.timeouts += row.timeouts;
  if (row.sketch !== "") addEncoded(into.sketch, row.sketch);
  if (row.tally !== "") for (const [index, text] of row.tally.split(",").entries()) tallyOne(into, index, Number(text) || 0);
  if (traces && row.exemplars !== "") for (const word of row.exemplars.split(" ")) offerExemplar(into, readExemplar(word));
}

/** Many rows of one series as one cell. */
export function sumRows(rows: readonly CellRow[], traces = false): Cell {
  const sum: Cell = { ...createCell(), sketch: sumEncoded(rows.flatMap(({ sketch }) => (sketch === "" ? [] : [sketch]))) };
  for (const row of rows) addRow(sum, row.sketch === "" ? row : { ...row, sketch: "" }, traces);
  return sum;
}

/** `!` where it failed, microseconds in base 36, and the trace id in base64: 28 characters or so. */
const writeExemplar = ({ traceId, ns, failed }: Exemplar): string =>
  `${failed ? "!" : ""}${Math.round(ns / 1_000).toString(36)}.${Buffer.from(traceId, "hex").toString("base64url")}`;

function readExemplar(word: string): Exemplar {
  const failed = word.startsWith("!");
  const [micros = "0", id = ""] = word.slice(failed ? 1 : 0).split(".");
  return { traceId: Buffer.from(id, "base64url").toString("hex") as TraceId, ns: Number.parseInt(micros, 36) * 1_000, failed };
}
