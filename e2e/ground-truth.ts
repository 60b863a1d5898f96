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

interface Wanted {
  readonly state: string;
  readonly cause?: string;
  readonly scenario?: string;
  readonly chainId?: string;
}

type OrderRow = TruthRow & { readonly orderId: string };

/** An order whose last word is this, and has been for a while; the newest such. No later attempt has taken its place. */
export function findOrder(info: DemoInfo, wanted: Wanted): OrderRow {
  const settled = Date.now() - 180_000;
  const rows = readTruth(info).filter((row): row is OrderRow => row.orderId !== null);
  const latest = new Map<string, number>();
  for (const { chainId, orderId, attempt } of rows) {
    const key = `${chainId} ${orderId}`;
    latest.set(key, Math.max(attempt, latest.get(key) ?? 0));
  }
  const found = rows.findLast(
    (row) =>
      row.attempt === latest.get(`${row.chainId} ${row.orderId}`) &&
      row.expect?.state === wanted.state &&
      row.expect.cause === (wanted.cause ?? row.expect.cause) &&
      row.scenario === (wanted.scenario ?? row.scenario) &&
      row.chainId === (wanted.chainId ?? row.chainId) &&
      Date.parse(row.expect.from ?? "") < settled,
  );
  if (!found) throw new Error(`the demo's ground truth has no settled order that is ${JSON.stringify(wanted)}`);
  return found;
}
