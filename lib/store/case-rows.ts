import { CASE_STATES, type CaseRecord, SEVERITIES } from "#lib/detector/cases/case";
import { STATES } from "#lib/detector/verdict";
import type { CaseRow } from "./schema-cases.ts";
import { keepText, readText, type Sealing } from "./sealing.ts";
import { textKey, toStored } from "./stored-text.ts";

export const RESOLVED = CASE_STATES.indexOf("resolved");

export const CASE_COLUMNS = [
  "id",
  "subject_hash",
  "nth",
  "order_hash",
  "kind",
  "group_id",
  "chain_id",
  "step_id",
  "state",
  "hangs",
  "severity",
  "opened_at",
  "breach_at",
  "acknowledged_at",
  "resolved_at",
  "snoozed_until",
  "watched",
  "updated_at",
  "version",
  "payload",
] as const;

export const toCaseRow = (record: CaseRecord, now: number, sealing: Sealing): CaseRow => ({
  id: record.id,
  subject_hash: textKey(record.subject),
  nth: record.nth,
  order_hash: record.orderId === null ? null : textKey(record.orderId),
  kind: record.kind,
  group_id: record.group.id,
  chain_id: toStored(record.chainId),
  step_id: record.stepId === null ? null : toStored(record.stepId),
  state: CASE_STATES.indexOf(record.state),
  hangs: STATES.indexOf(record.verdict.state),
  severity: SEVERITIES.indexOf(record.severity),
  opened_at: record.openedAt,
  breach_at: record.breachAt,
  acknowledged_at: record.acknowledgedAt,
  resolved_at: record.resolvedAt,
  snoozed_until: record.snoozedUntil,
  watched: isWatched(record) ? 1 : 0,
  updated_at: now,
  version: record.version,
  payload: keepText(sealing, JSON.stringify(record)),
});

export const fromCaseRow = (row: Pick<CaseRow, "payload">, sealing: Sealing): CaseRecord =>
  JSON.parse(readText(sealing, row.payload)) as CaseRecord;

const isWatched = ({ state, resolution, recoveredAt }: CaseRecord): boolean =>
  state !== "resolved" || (resolution?.by === "person" && recoveredAt === null);
