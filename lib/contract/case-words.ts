/** The words of cases, free of zod so that the browser can have them for nothing. */
import {
  CASE_EVENT_KINDS,
  CASE_KINDS,
  CASE_STATES,
  type CaseEventKind,
  type CaseKind,
  type CaseState,
  RESOLVED_BY,
  type ResolvedBy,
  SEVERITIES,
  type Severity,
} from "../detector/cases/case.ts";

export type { CaseEventKind };
export { CASE_EVENT_KINDS, CASE_KINDS, CASE_STATES, RESOLVED_BY, SEVERITIES };
export type CaseStateWord = CaseState;
export type SeverityWord = Severity;
export type CaseKindWord = CaseKind;
export type ResolvedByWord = ResolvedBy;

export const CASE_ACTIONS = ["acknowledge", "assign", "comment", "snooze", "resolve"] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];
