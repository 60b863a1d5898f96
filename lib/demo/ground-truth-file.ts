import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import type { TruthRow } from "./truth/row.ts";

/** JSON lines, one write a line: a reader never sees half of one. */
export interface GroundTruthFile {
  append(row: TruthRow): void;
  /** Of the rows that were there when it was opened. */
  has(row: TruthRow): boolean;
  close(): void;
}

export function openGroundTruth(path: string): GroundTruthFile {
  const known = new Set<string>();
  const kept = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = kept.lastIndexOf("\n") + 1;
  // A full disk or a crash can cut the last line: a reader would stumble over half of one.
  if (whole < kept.length) truncateSync(path, whole);
  for (const line of kept.toString("utf8", 0, whole).split("\n")) {
    const row = parse(line);
    if (row) known.add(keyOf(row));
  }
  const file = openSync(path, "a", 0o600);
  return {
    append: (row) => void writeSync(file, `${JSON.stringify(row)}\n`),
    has: (row) => known.has(keyOf(row)),
    close: () => closeSync(file),
  };
}

const keyOf = (row: TruthRow): string => `${row.chainId} ${row.orderId ?? row.traceIds[0] ?? ""} ${row.attempt}`;

function parse(line: string): TruthRow | null {
  try {
    return line.trim() === "" ? null : (JSON.parse(line) as TruthRow);
  } catch {
    return null;
  }
}
