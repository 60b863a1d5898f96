import type { Ms, UnixMs } from "../../base/time.ts";
import type { Facet } from "../../chains/execution.ts";
import type { Evidence, State, Verdict } from "../verdict.ts";

/** An execution that hangs; a service that says nothing while orders wait for it; a chain with far fewer orders than usual. */
export const CASE_KINDS = ["execution", "silent-service", "volume"] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export const CASE_STATES = ["open", "acknowledged", "snoozed", "resolved"] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** From least to worst; how it is chosen: `severity.ts`. */
export const SEVERITIES = ["minor", "major", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CASE_EVENT_KINDS = [
  "opened",
  "reopened",
  /** It hangs elsewhere or otherwise now; how bad it is may have changed. */
  "changed",
  "acknowledged",
  "assigned",
  "commented",
  "snoozed",
  "woken",
  "resolved",
  "recovered",
  "notified",
] as const;
export type CaseEventKind = (typeof CASE_EVENT_KINDS)[number];

export interface Bilingual {
  readonly en: string;
  readonly ru: string;
}

/** What makes two cases one group (DOMAIN rule 9); `id` is made of the rest, see `fingerprint.ts`. */
export interface GroupMark {
  readonly id: string;
  readonly queue: string | null;
  readonly consumerVersion: string | null;
  /** The error's text without what differs from order to order. */
  readonly error: string | null;
  /** As it was written; masked before it leaves the dal. */
  readonly errorExample: string | null;
}

/**
 * `recovered`: it came after all. `superseded`: a later attempt took its place. `withdrawn`: nothing proves any more that it hangs (a telemetry
 * gap became known). `expired`: a request without an order that nobody waits for any more. `person`: someone closed it.
 */
export const RESOLVED_BY = ["recovered", "superseded", "withdrawn", "expired", "person"] as const;
export type ResolvedBy = (typeof RESOLVED_BY)[number];

export interface Resolution {
  readonly by: ResolvedBy;
  readonly actor: string;
  readonly reason: string | null;
}

/** A hung execution, a silent service or a chain's missing volume that people work on. */
export interface CaseRecord {
  readonly id: string;
  readonly kind: CaseKind;
  /** What hangs: an execution's id, `service:NAME`, `volume:CHAIN`. At most one case of a subject is not resolved. */
  readonly subject: string;
  /** From 1: a subject that hangs again after more than 15 minutes gets another case. */
  readonly nth: number;
  readonly group: GroupMark;
  readonly chainId: string;
  readonly stepId: string | null;
  readonly orderId: string | null;
  readonly executionId: string | null;
  readonly attempt: number | null;
  readonly service: string | null;
  readonly state: CaseState;
  readonly severity: Severity;
  readonly openedAt: UnixMs;
  /** The deadline that passed, the end of what failed, the beginning of the silence. */
  readonly breachAt: UnixMs;
  readonly detectedAt: UnixMs;
  readonly notifiedAt: UnixMs | null;
  readonly acknowledgedAt: UnixMs | null;
  readonly recoveredAt: UnixMs | null;
  readonly resolvedAt: UnixMs | null;
  readonly snoozedUntil: UnixMs | null;
  readonly owner: string | null;
  readonly resolution: Resolution | null;
  readonly falseAlarm: boolean;
  readonly reopened: number;
  readonly wasLateMs: Ms | null;
  readonly silently: boolean;
  /** As it was judged when the case opened, last changed its place, or was resolved. */
  readonly verdict: Verdict;
  readonly facets: readonly Facet[];
  /** Grows by one with every change. */
  readonly version: number;
}

export interface CaseEvent {
  readonly at: UnixMs;
  readonly actor: string;
  readonly kind: CaseEventKind;
  readonly text: Bilingual;
  readonly detail: string | null;
}

/** A case after something happened to it, and what that was. Valid only while the store has `record.version − 1` of it. */
export interface CaseChange {
  readonly record: CaseRecord;
  readonly events: readonly CaseEvent[];
}

/** Who Loupe is, in a case's history. */
export const LOUPE = "loupe";

/**
 * Something that hangs and is no execution, as its detection says it: a service that is heard no more while orders wait for it,
 * a chain with far fewer orders than are usual. Told again at every evaluation while it lasts.
 */
export interface Alarm {
  readonly kind: "silent-service" | "volume";
  /** Of a silent service its name, of a volume null. */
  readonly service: string | null;
  /** Of a silent service: the chain in which most orders wait for it. */
  readonly chainId: string;
  readonly stepId: string | null;
  readonly since: UnixMs;
  /** How many orders wait, or are missing. */
  readonly count: number;
  readonly confidence: number | null;
  readonly text: Bilingual;
  readonly evidence: readonly Evidence[];
  /** What the verdict of its case says; `cannot-tell` where not given. */
  readonly state?: State;
}
