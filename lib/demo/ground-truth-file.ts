import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
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
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  for (const line of before.split("\n")) {
    const row = parse(line);
    if (row) known.add(keyOf(row));
  }
  const file = openSync(path, "a", 0o600);
  // A crash in the middle of a line must not spoil the next one.
  if (before !== "" && !before.endsWith("\n")) writeSync(file, "\n");
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
