import type { JudgedExecution } from "#lib/detector/judgement";
import type { State } from "#lib/detector/verdict";
import type { IndexStore } from "#lib/store/index-store";
import type { TruthRow } from "../truth/row.ts";

/** What was said, held against what the company did: the same rules as the check from outside (state and cause of each row). */
export interface Comparison {
  readonly due: number;
  readonly unjudged: number;
  readonly rows: number;
  readonly wrong: readonly string[];
  readonly scenarios: ReadonlyMap<string, number>;
  readonly alarms: Alarms;
}

/** Of the rows that are due, those that are, or were called, stuck or failed. */
export interface Alarms {
  readonly right: number;
  readonly missed: number;
  readonly wrong: number;
  /** Of the right ones, those with the right cause and place. */
  readonly causeRight: number;
}

export const isAlarm = (state: State | null | undefined): boolean => state === "stuck" || state === "failed";

/** A row is due this long after its `expect.from`. */
export const SETTLE_MS = 160_000;

export const rowKey = (row: TruthRow): string => `${row.chainId} ${row.orderId ?? row.traceIds[0] ?? ""} ${row.attempt}`;

export async function compareWithTruth(truth: readonly TruthRow[], index: IndexStore, now: number): Promise<Comparison> {
  const rows = new Map(truth.map((row) => [rowKey(row), row]));
  const said = await readSaid(rows.values(), index);
  const wrong: string[] = [];
  const scenarios = new Map<string, number>();
  let due = 0;
  let unjudged = 0;
  const alarms = { right: 0, missed: 0, wrong: 0, causeRight: 0 };
  for (const [key, row] of rows) {
    const settled = said.get(key);
    if (settled !== undefined && row.never.includes(settled.judgement.state))
      wrong.push(`${describe(row)}: never ${settled.judgement.state}. ${settled.judgement.verdict.text.en}`);
    if (row.expect === null) {
      unjudged++;
      continue;
    }
    if (Date.parse(row.expect.from) + SETTLE_MS > now) continue;
    due++;
    for (const name of [row.scenario, ...row.telemetry]) scenarios.set(name, (scenarios.get(name) ?? 0) + 1);
    const judgement = settled?.judgement ?? null;
    const called = isAlarm(judgement?.state);
    if (isAlarm(row.expect.state)) {
      alarms[called ? "right" : "missed"]++;
      if (called && judgement?.cause === row.expect.cause && judgement.stepId === row.expect.stepId) alarms.causeRight++;
    } else if (called) alarms.wrong++;
    const expected = `${row.expect.state} ${row.expect.cause}`;
    const got = `${judgement?.state ?? null} ${judgement?.cause ?? null}`;
    const place =
      row.expect.stepId !== null && judgement !== null && judgement.stepId !== row.expect.stepId ? ` at ${judgement.stepId}` : "";
    if (row.expect.state === null ? judgement !== null : got !== expected || place !== "") {
      wrong.push(
        `${describe(row)}: ${expected} at ${row.expect.stepId} expected, ${got}${place} said. ${judgement?.verdict.text.en ?? ""}`,
      );
    }
  }
  return { due, unjudged, rows: rows.size, wrong, scenarios, alarms };
}

/** Executions that are called something that they must never be called. */
export function findAccusations(truth: ReadonlyMap<string, TruthRow>, judged: readonly JudgedExecution[]): readonly string[] {
  return judged.flatMap(({ execution, judgement }) => {
    const keys = execution.orderId === null ? execution.traceIds : [execution.orderId];
    return keys.flatMap((key) => {
      const row = truth.get(`${execution.chainId} ${key} ${execution.attempt}`);
      if (!row?.never.includes(judgement.state as State)) return [];
      return [`${describe(row)}: accused as ${judgement.state} ${judgement.cause}. ${judgement.verdict.text.en}`];
    });
  });
}

const describe = (row: TruthRow): string =>
  `${[row.scenario, ...row.telemetry].join("+")} ${row.chainId}:${row.orderId ?? row.traceIds[0]}:${row.attempt} (from ${row.startedAt})`;

async function readSaid(rows: Iterable<TruthRow>, index: IndexStore): Promise<ReadonlyMap<string, JudgedExecution>> {
  const said = new Map<string, JudgedExecution>();
  const asked = new Set<string>();
  const chains = new Set<string>();
  for (const row of rows) {
    if (row.orderId === null) chains.add(row.chainId);
    else if (!asked.has(row.orderId)) {
      asked.add(row.orderId);
      for (const one of (await index.getOrder(row.orderId))?.executions ?? []) {
        said.set(`${one.execution.chainId} ${row.orderId} ${one.execution.attempt}`, one);
      }
    }
  }
  for (const chainId of chains) {
    let cursor: string | undefined;
    do {
      const page = await index.listExecutions({ chainId, limit: 500, cursor });
      for (const one of page.items) for (const id of one.execution.traceIds) said.set(`${chainId} ${id} ${one.execution.attempt}`, one);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return said;
}
