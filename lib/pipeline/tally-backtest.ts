import { MINUTE_MS, type Ms, type UnixMs } from "../base/time.ts";
import type { PastCase, PastOfExecution } from "./judge-past.ts";

/** Of the cases that would have been opened. */
export interface BacktestTally {
  cases: number;
  /** Hung still at the end, or for so long, or a person took it up. */
  real: number;
  /** Went on by themselves within ten minutes, and nobody took them up. */
  recovered: number;
  /** A person said so of the case that was really opened. */
  falseAlarms: number;
  /** Of the real ones: neither did a person take them up, nor did they go on. */
  unnoticed: number;
  /** Executions that crossed a soft deadline. */
  late: number;
  /** From opening until a person took it up, or it went on: of the real ones. */
  readonly noticedMs: Ms[];
}

export const emptyTally = (): BacktestTally => ({
  ...{ cases: 0, real: 0, recovered: 0, falseAlarms: 0, unnoticed: 0, late: 0 },
  noticedMs: [],
});

export interface Told {
  readonly noticedAt: UnixMs | null;
  readonly falseAlarm: boolean;
}

export type Worth = "real" | "recovered" | "false-alarm";

/** One that would be opened by the one and not by the other, or at another time. */
export interface Difference {
  readonly orderId: string | null;
  readonly executionId: string;
  readonly chainId: string;
  readonly traceId: string | null;
  readonly present: OneCase | null;
  readonly candidate: OneCase | null;
}

export interface OneCase extends PastCase {
  readonly worth: Worth;
}

/** What hangs for less and goes on by itself, nobody needed to be woken for. */
export const REAL_MS: Ms = 10 * MINUTE_MS;
const SAME_MS: Ms = 2_000;

export function worthOf(one: PastCase, told: Told | undefined): Worth {
  if (told?.falseAlarm) return "false-alarm";
  const tookUp = told?.noticedAt != null && told.noticedAt >= one.openedAt && (one.closedAt === null || told.noticedAt <= one.closedAt);
  return tookUp || one.closedAt === null || one.closedAt - one.openedAt >= REAL_MS ? "real" : "recovered";
}

/** Counts one order on both sides; answers where they differ. Cases that opened before `from` belong to a time that is not asked for. */
export function addPast(
  present: BacktestTally,
  candidate: BacktestTally,
  one: readonly PastOfExecution[],
  two: readonly PastOfExecution[],
  told: ReadonlyMap<string, Told>,
  from: UnixMs,
): readonly Difference[] {
  const before = count(present, one, told, from);
  const after = count(candidate, two, told, from);
  const executions = new Map([...two, ...one].map(({ execution }) => [execution.id, execution]));
  return [...executions.values()].flatMap((execution) => {
    const [a, b] = [before.get(execution.id) ?? [], after.get(execution.id) ?? []];
    const isSame = a.length === b.length && a.every((each, index) => Math.abs(each.openedAt - b[index]!.openedAt) < SAME_MS);
    if (isSame) return [];
    const { id: executionId, orderId, chainId, traceIds } = execution;
    return [{ executionId, orderId, chainId, traceId: traceIds[0] ?? null, present: a[0] ?? null, candidate: b[0] ?? null }];
  });
}

function count(
  tally: BacktestTally,
  pasts: readonly PastOfExecution[],
  told: ReadonlyMap<string, Told>,
  from: UnixMs,
): ReadonlyMap<string, readonly OneCase[]> {
  const byId = new Map<string, readonly OneCase[]>();
  for (const { execution, cases, isLate } of pasts) {
    if (isLate) tally.late++;
    const word = told.get(execution.id);
    const own = cases.filter(({ openedAt }) => openedAt >= from).map((one) => ({ ...one, worth: worthOf(one, word) }));
    byId.set(execution.id, own);
    for (const one of own) {
      tally.cases++;
      if (one.worth === "false-alarm") tally.falseAlarms++;
      else if (one.worth === "recovered") tally.recovered++;
      else {
        tally.real++;
        const until = noticedAt(one, word);
        if (until === null) tally.unnoticed++;
        else tally.noticedMs.push(until - one.openedAt);
      }
    }
  }
  return byId;
}

/** Who took it up before it would even have been opened took it up at once. */
function noticedAt({ openedAt, closedAt }: PastCase, told: Told | undefined): number | null {
  const byPerson = told?.noticedAt == null ? Number.POSITIVE_INFINITY : Math.max(openedAt, told.noticedAt);
  const first = Math.min(byPerson, closedAt ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(first) ? first : null;
}

export const medianOf = (values: readonly Ms[]): Ms | null => {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};
