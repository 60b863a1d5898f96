import type { Ms, UnixMs } from "../base/time.ts";
import type { CaseChange, CaseEvent, CaseKind, CaseRecord, CaseState, Severity } from "../detector/cases/case.ts";
import type { State } from "../detector/verdict.ts";
import type { Page } from "./index-store.ts";

/** Cases, their history, and what is to be told of them. */
export interface CaseStore {
  /**
   * One transaction: changes, their events, what is to be told of them, and documents. A change whose case has become another meanwhile (a person
   * was faster) is left out and named among the conflicts; look at the case again and decide anew.
   */
  commit(round: CaseRound): Promise<CaseCommit>;
  get(id: string): Promise<CaseRecord | null>;
  /** The newest case of each subject that has one. */
  latestOf(subjects: readonly string[]): Promise<ReadonlyMap<string, CaseRecord>>;
  /** Cases that the judging of their subject may still change: not resolved, or closed by a person before it recovered. */
  watched(): Promise<readonly WatchedCase[]>;
  /** By case, oldest first. */
  events(ids: readonly string[]): Promise<ReadonlyMap<string, readonly CaseEvent[]>>;
  /** Newest first. */
  list(query: CaseQuery): Promise<Page<CaseRecord>>;
  /** Snoozed ones whose time is over. */
  snoozedUntil(now: UnixMs, limit: number): Promise<readonly CaseRecord[]>;
  /** How many are where, those not resolved. */
  countOpen(from: UnixMs): Promise<readonly CaseCount[]>;
  /** The oldest of those that hang at a place. */
  oldestAt(chainId: string, stepId: string | null, hangs: State): Promise<CaseRecord | null>;
  /** How many were resolved in [from, to). */
  countResolved(from: UnixMs, to: UnixMs): Promise<number>;
  /** When the cases of a time were opened, acknowledged and resolved: those opened, acknowledged or resolved in [from, to). */
  times(from: UnixMs, to: UnixMs, limit: number): Promise<readonly CaseTimes[]>;
  /** When the cases of each group were due, since `from`. */
  breaches(from: UnixMs): Promise<readonly { readonly group: string; readonly hour: number; readonly count: number }[]>;
  /** Forgets resolved cases that nobody touched for so long, a bounded number a run. */
  retain(maxAgeMs: Ms, now: UnixMs): Promise<{ readonly deletedCases: number }>;
}

export interface CaseRound {
  readonly changes: readonly CaseChange[];
  /** What is to be told, decided from the changes that hold; a dedupe key that is there already is left as it is. */
  readonly outbox?: (written: readonly CaseChange[]) => readonly OutboxEntry[];
  readonly state?: readonly { readonly key: string; readonly value: string }[];
}

export interface CaseCommit {
  readonly written: readonly CaseChange[];
  readonly conflicts: readonly string[];
}

export interface OutboxEntry {
  readonly dedupeKey: string;
  readonly route: string;
  readonly groupId: string | null;
  /** JSON. */
  readonly payload: string;
  readonly nextAt: UnixMs;
}

export interface WatchedCase {
  readonly id: string;
  readonly subject: string;
  readonly orderId: string | null;
  readonly executionId: string | null;
  readonly kind: CaseKind;
  readonly group: { readonly id: string };
  readonly breachAt: UnixMs;
}

export interface CaseQuery {
  readonly states?: readonly CaseState[];
  readonly chainId?: string;
  readonly stepId?: string;
  readonly groupId?: string;
  readonly kinds?: readonly CaseKind[];
  readonly severities?: readonly Severity[];
  readonly orderId?: string;
  readonly from?: UnixMs;
  readonly to?: UnixMs;
  readonly limit: number;
  readonly cursor?: string;
}

export interface CaseCount {
  readonly chainId: string;
  readonly stepId: string | null;
  readonly state: CaseState;
  readonly severity: Severity;
  readonly kind: CaseKind;
  /** What their verdicts said when they opened, or last changed. */
  readonly hangs: State;
  readonly count: number;
  /** Of them, due since `from`. */
  readonly recent: number;
  readonly oldestBreach: UnixMs;
}

export interface CaseTimes {
  readonly id: string;
  readonly chainId: string;
  readonly stepId: string | null;
  readonly kind: CaseKind;
  readonly openedAt: UnixMs;
  readonly acknowledgedAt: UnixMs | null;
  readonly resolvedAt: UnixMs | null;
  /** Opened while catching up: nobody could react before. */
  readonly silently: boolean;
  /** A person closed it; else it recovered. */
  readonly byPerson: boolean;
  readonly falseAlarm: boolean;
}
