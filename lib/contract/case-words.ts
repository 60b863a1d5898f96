/** The words of cases, free of zod so that the browser can have them for nothing. */

export const CASE_STATES = ["open", "acknowledged", "snoozed", "resolved"] as const;
export type CaseStateWord = (typeof CASE_STATES)[number];

/** From least to worst. */
export const SEVERITIES = ["minor", "major", "critical"] as const;
export type SeverityWord = (typeof SEVERITIES)[number];

/** An execution that hangs; a service that says nothing while orders wait for it; a chain with far fewer orders than usual. */
export const CASE_KINDS = ["execution", "silent-service", "volume"] as const;
export type CaseKindWord = (typeof CASE_KINDS)[number];

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

export const CASE_ACTIONS = ["acknowledge", "assign", "comment", "snooze", "resolve"] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];
