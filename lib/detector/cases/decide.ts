import { type Ms, type UnixMs, unixMs } from "../../base/time.ts";
import { type CaseChange, type CaseEvent, type CaseRecord, LOUPE, type Resolution } from "./case.ts";
import { sayChanged, sayOpened, sayRecovered, sayReopened, sayWoken } from "./case-words.ts";
import { caseIdOf } from "./fingerprint.ts";
import { type Hang, isHang, type Well } from "./hanging.ts";
import { isWorse, severityOf } from "./severity.ts";

/** Rule 8: what hangs again so soon is the same case. */
export const SAME_CASE_MS: Ms = 15 * 60_000;

export interface Moment {
  /** The judging time: while history is read, its own. */
  readonly now: UnixMs;
  /**
   * Since when Loupe has watched as things happened; what could be known before is history. Null while catching up (rule 10): cases open
   * silently, at the time at which they would have opened.
   */
  readonly liveSince: UnixMs | null;
}

/**
 * What an evaluation that was said twice (`strikes.ts`) does to the subject's latest case. Null: nothing. The same facts give the same
 * change however often they are told, so a round that is done once more after a crash changes nothing.
 */
export function decideCase(latest: CaseRecord | null, subject: string, sight: Hang | Well, moment: Moment): CaseChange | null {
  if (latest !== null && latest.subject !== subject) throw new Error("a case of another subject was given");
  const open = latest !== null && latest.state !== "resolved";
  if (isHang(sight)) {
    if (open) return changeCase(latest, sight, moment);
    if (latest !== null && isSettledByPerson(latest, sight)) return null;
    return latest !== null && isSameCase(latest, moment.now) ? reopenCase(latest, sight, moment) : openCase(latest, sight, moment);
  }
  if (latest === null) return null;
  return open ? closeCase(latest, sight, moment) : noteRecovery(latest, sight, moment);
}

/** The case says already what is seen: there is nothing to count strikes for. */
export function isConsistent(latest: CaseRecord | null, sight: Hang | Well): boolean {
  const open = latest !== null && latest.state !== "resolved";
  if (isHang(sight)) return open || (latest !== null && isSettledByPerson(latest, sight));
  return !open && !(latest?.resolution?.by === "person" && latest.recoveredAt === null && sight.why === "reached");
}

/** A person said that it is dealt with: it does not come back until it was seen to be well, or hangs elsewhere. */
const isSettledByPerson = (latest: CaseRecord, hang: Hang): boolean =>
  latest.resolution?.by === "person" && latest.recoveredAt === null && latest.stepId === hang.stepId;

const isSameCase = (latest: CaseRecord, now: UnixMs): boolean =>
  latest.resolvedAt !== null && Math.abs(now - latest.resolvedAt) <= SAME_CASE_MS;

const byLoupe = (at: UnixMs, kind: CaseEvent["kind"], text: CaseEvent["text"]): CaseEvent => ({
  at,
  actor: LOUPE,
  kind,
  text,
  detail: null,
});

/** What was known before Loupe watched is dated by its own times. */
function timeOf(hang: Hang, { now, liveSince }: Moment): { readonly at: UnixMs; readonly silently: boolean } {
  if (liveSince !== null && hang.provableAt >= liveSince) return { at: now, silently: false };
  return { at: unixMs(Math.min(now, Math.max(hang.breachAt, hang.provableAt))), silently: liveSince === null };
}

const placeOf = (hang: Hang) => ({
  group: hang.group,
  chainId: hang.chainId,
  stepId: hang.stepId,
  service: hang.service,
  verdict: hang.verdict,
  facets: hang.facets,
});

function openCase(before: CaseRecord | null, hang: Hang, moment: Moment): CaseChange {
  const { at, silently } = timeOf(hang, moment);
  const nth = (before?.nth ?? 0) + 1;
  const record: CaseRecord = {
    id: caseIdOf(hang.subject, nth),
    kind: hang.kind,
    subject: hang.subject,
    nth,
    ...placeOf(hang),
    orderId: hang.orderId,
    executionId: hang.executionId,
    attempt: hang.attempt,
    state: "open",
    severity: severityOf(hang),
    openedAt: at,
    breachAt: hang.breachAt,
    detectedAt: at,
    notifiedAt: null,
    acknowledgedAt: null,
    recoveredAt: null,
    resolvedAt: null,
    snoozedUntil: null,
    owner: null,
    resolution: null,
    falseAlarm: false,
    reopened: 0,
    wasLateMs: null,
    silently,
    version: 1,
  };
  return { record, events: [byLoupe(at, "opened", sayOpened(silently))] };
}

function reopenCase(latest: CaseRecord, hang: Hang, moment: Moment): CaseChange {
  const { at } = timeOf(hang, moment);
  const severity = severityOf(hang);
  const record: CaseRecord = {
    ...latest,
    ...placeOf(hang),
    state: "open",
    severity: isWorse(severity, latest.severity) ? severity : latest.severity,
    resolvedAt: null,
    recoveredAt: null,
    snoozedUntil: null,
    resolution: null,
    falseAlarm: false,
    wasLateMs: null,
    reopened: latest.reopened + 1,
    version: latest.version + 1,
  };
  return { record, events: [byLoupe(at, "reopened", sayReopened(latest.reopened + 1))] };
}

/** It hangs on, elsewhere or otherwise; worse is said, better is not, or a case would flicker. */
function changeCase(latest: CaseRecord, hang: Hang, { now }: Moment): CaseChange | null {
  const severity = severityOf(hang);
  const { stepId, state, cause } = latest.verdict;
  const moved = hang.verdict.stepId !== stepId || hang.verdict.state !== state || hang.verdict.cause !== cause;
  // That it cannot be said (any more, after a start) whether it is alone makes nothing worse.
  const worse = isWorse(severity, latest.severity) && (moved || hang.isolated !== null);
  if (!worse && !moved && hang.group.id === latest.group.id) return null;
  const record = { ...latest, ...placeOf(hang), severity: worse ? severity : latest.severity, version: latest.version + 1 };
  const event = byLoupe(now, "changed", sayChanged(worse ? severity : null));
  return { record, events: [moved || hang.group.id !== latest.group.id ? { ...event, detail: hang.verdict.text.en } : event] };
}

function closeCase(latest: CaseRecord, well: Well, { now }: Moment): CaseChange {
  const recoveredAt = well.why === "reached" ? well.at : null;
  const wasLateMs = recoveredAt === null ? null : Math.max(0, recoveredAt - latest.breachAt);
  const resolution: Resolution = { by: resolvedBy(well), actor: LOUPE, reason: null };
  const resolvedAt = unixMs(Math.max(latest.openedAt, now));
  const record: CaseRecord = {
    ...latest,
    ...{ state: "resolved", resolvedAt, recoveredAt, wasLateMs, resolution, snoozedUntil: null, version: latest.version + 1 },
  };
  return { record, events: [byLoupe(resolvedAt, "recovered", sayRecovered(well, wasLateMs))] };
}

function resolvedBy({ why }: Well): Resolution["by"] {
  switch (why) {
    case "superseded":
      return "superseded";
    case "cannot-tell":
    case "gone":
      return "withdrawn";
    case "over":
      return "expired";
    case "reached":
      return "recovered";
  }
}

/** A person had closed it, and it came after all: kept, and from then on it may open again. */
function noteRecovery(latest: CaseRecord, well: Well, { now }: Moment): CaseChange | null {
  if (latest.resolution?.by !== "person" || latest.recoveredAt !== null || well.why !== "reached") return null;
  const wasLateMs = Math.max(0, well.at - latest.breachAt);
  const record = { ...latest, recoveredAt: well.at, wasLateMs, version: latest.version + 1 };
  return { record, events: [byLoupe(now, "recovered", sayRecovered(well, wasLateMs))] };
}

/** The time that a person asked for is over. */
export function wakeCase(latest: CaseRecord, now: UnixMs): CaseChange | null {
  if (latest.state !== "snoozed" || latest.snoozedUntil === null || latest.snoozedUntil > now) return null;
  const state = latest.owner === null ? "open" : "acknowledged";
  const record: CaseRecord = { ...latest, state, snoozedUntil: null, version: latest.version + 1 };
  return { record, events: [byLoupe(now, "woken", sayWoken())] };
}
