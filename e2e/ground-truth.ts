import { readFileSync } from "node:fs";
import type { DemoInfo } from "./demo-info.ts";

export interface TruthRow {
  readonly chainId: string;
  readonly orderId: string | null;
  readonly attempt: number;
  readonly scenario: string;
  readonly telemetry: readonly string[];
  readonly traceIds: readonly string[];
  readonly expect: {
    readonly state: string | null;
    readonly cause: string | null;
    readonly stepId: string | null;
    readonly from: string | null;
  } | null;
}

/** What the simulated company did, later lines replacing earlier ones. */
export function readTruth(info: DemoInfo): readonly TruthRow[] {
  const rows = new Map<string, TruthRow>();
  for (const line of readFileSync(info.groundTruth, "utf8").split("\n")) {
    if (!line.startsWith("{") || !line.endsWith("}")) continue;
    const row = JSON.parse(line) as TruthRow;
    rows.set(`${row.chainId} ${row.orderId ?? row.traceIds[0]} ${row.attempt}`, row);
  }
  return [...rows.values()];
}

/** An order whose last word is this state and cause, and has been for a while; the newest such. */
export function findOrder(
  info: DemoInfo,
  wanted: { readonly state: string; readonly cause?: string; readonly scenario?: string },
): TruthRow & { readonly orderId: string } {
  const settled = Date.now() - 180_000;
  const rows = readTruth(info).filter(
    (row): row is TruthRow & { readonly orderId: string } =>
      row.orderId !== null &&
      row.expect?.state === wanted.state &&
      (wanted.cause === undefined || row.expect.cause === wanted.cause) &&
      (wanted.scenario === undefined || row.scenario === wanted.scenario) &&
      Date.parse(row.expect.from ?? "") < settled,
  );
  const attempts = new Map<string, number>();
  for (const row of readTruth(info))
    if (row.orderId)
      attempts.set(`${row.chainId} ${row.orderId}`, Math.max(row.attempt, attempts.get(`${row.chainId} ${row.orderId}`) ?? 0));
  const last = rows.filter((row) => attempts.get(`${row.chainId} ${row.orderId}`) === row.attempt).at(-1);
  if (!last) throw new Error(`the demo's ground truth has no settled order that is ${JSON.stringify(wanted)}`);
  return last;
}
