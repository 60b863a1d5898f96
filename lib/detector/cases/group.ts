import { type UnixMs, unixMs } from "../../base/time.ts";
import { STATES, type Verdict } from "../verdict.ts";
import { type CaseRecord, type GroupMark, SEVERITIES, type Severity } from "./case.ts";

/** Cases of one manner (rule 9), as one thing to be told and looked at. */
export interface CaseGroup {
  readonly mark: GroupMark;
  readonly severity: Severity;
  /** The one that hangs longest: its verdict names state and cause, unless a worse one is among them. */
  readonly oldest: CaseRecord;
  readonly newest: CaseRecord;
  readonly worst: Verdict;
  /** By breach, oldest first. */
  readonly cases: readonly CaseRecord[];
  readonly notifiedAt: UnixMs | null;
}

/**
 * Cases of one manner whatever the consumer's version: what they have in common is asked of these. Within a group the version is the same for
 * all by its making, and would always seem to be the cause.
 */
export const familyOf = ({ chainId, stepId, group, verdict }: CaseRecord): string =>
  JSON.stringify([chainId, stepId, group.queue, group.error, verdict.state, verdict.cause]);

/** Worst first, then the largest, then the oldest. */
export function groupCases(records: readonly CaseRecord[]): readonly CaseGroup[] {
  const byId = new Map<string, CaseRecord[]>();
  for (const record of records) {
    const known = byId.get(record.group.id);
    if (known) known.push(record);
    else byId.set(record.group.id, [record]);
  }
  return [...byId.values()].map(toGroup).sort(byUrgency);
}

function toGroup(records: readonly CaseRecord[]): CaseGroup {
  const cases = records.toSorted((a, b) => a.breachAt - b.breachAt || (a.id < b.id ? -1 : 1));
  const oldest = cases[0]!;
  const newest = cases.at(-1)!;
  let severity: Severity = "minor";
  let worst = oldest.verdict;
  let notified = Number.NEGATIVE_INFINITY;
  for (const record of cases) {
    if (SEVERITIES.indexOf(record.severity) > SEVERITIES.indexOf(severity)) severity = record.severity;
    if (STATES.indexOf(record.verdict.state) > STATES.indexOf(worst.state)) worst = record.verdict;
    notified = Math.max(notified, record.notifiedAt ?? Number.NEGATIVE_INFINITY);
  }
  const notifiedAt = Number.isFinite(notified) ? unixMs(notified) : null;
  return { mark: newest.group, severity, oldest, newest, worst, cases, notifiedAt };
}

const byUrgency = (a: CaseGroup, b: CaseGroup): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
  b.cases.length - a.cases.length ||
  a.oldest.breachAt - b.oldest.breachAt;
