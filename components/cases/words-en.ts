import type { CaseEventKind, CaseKindWord, CaseStateWord, SeverityWord } from "#lib/contract/case-words";
import { many } from "../i18n/plural.ts";
import type { Command } from "./command.ts";

const states: Record<CaseStateWord, string> = { open: "open", acknowledged: "in work", snoozed: "snoozed", resolved: "resolved" };
const severities: Record<SeverityWord, string> = { minor: "minor", major: "major", critical: "critical" };
const kinds: Record<CaseKindWord, string> = { execution: "order", "silent-service": "silent service", volume: "order volume" };
const events: Record<CaseEventKind, string> = {
  opened: "opened",
  reopened: "hung again",
  changed: "changed",
  acknowledged: "taken into work",
  assigned: "assigned",
  commented: "comment",
  snoozed: "snoozed",
  woken: "awake again",
  resolved: "resolved",
  recovered: "recovered by itself",
  notified: "notified",
};
const commands: Record<Command["kind"], string> = {
  acknowledge: "Acknowledge",
  assign: "Assign",
  comment: "Comment",
  snooze: "Snooze",
  resolve: "Resolve",
};
const done: Record<Command["kind"], string> = {
  acknowledge: "Taken into work",
  assign: "Assigned",
  comment: "Comment written",
  snooze: "Snoozed",
  resolve: "Resolved",
};

export const en = {
  states,
  severities,
  kinds,
  events,
  commands,
  done,
  title: "Case",
  toBoard: "To the board",
  openOrder: "Open the order",
  openTrace: "Open the trace",
  timeline: "What happened when",
  clocks: {
    failed: "failed",
    silent: "fell silent",
    breach: "deadline passed",
    detected: "detected",
    notified: "notified",
    acknowledged: "taken into work",
    recovered: "recovered",
    resolved: "closed",
  },
  notYet: "not yet",
  history: "History",
  byLoupe: "Loupe",
  siblings: "The same elsewhere",
  siblingsNone: "No other case of this kind is open.",
  siblingsAll: (n: number) => `All ${n} in this group`,
  common: "What they have in common",
  commonNone: "Nothing separates these from the orders that passed.",
  commonFew: "Too few orders to compare.",
  stuckSide: "hang",
  passedSide: "passed",
  ofBoth: (some: number, all: number) => `${some} of ${all}`,
  wasLate: (time: string) => `It came after all: it was late by ${time}.`,
  superseded: "A later attempt of the same order took its place.",
  closedBy: (who: string) => `Closed by ${who}.`,
  falseAlarm: "marked as a false alarm",
  snoozedUntil: "snoozed until",
  reopened: (n: number) => many("en", n, { one: "time it hung again within 15 minutes", other: "times it hung again within 15 minutes" }),
  silently: "Found while catching up on the past: nobody was woken.",
  confidence: (percent: string) => `How sure: ${percent}`,
  owner: "Owner",
  nobody: "nobody",
  mayNot: "Your role reads cases; taking them into work needs the role of a lead.",
  ask: {
    assign: "Who works on it?",
    assignMe: "Me",
    assignNobody: "Nobody",
    comment: "What should the others know?",
    snooze: "Until when may it stay quiet?",
    snoozeFor: { "15m": "15 min", "1h": "1 h", "4h": "4 h", morning: "tomorrow, 9:00" } as Record<string, string>,
    snoozeAt: "or until",
    resolve: "Why is it done?",
    resolveHint: "Redelivered by hand; ticket MES-412",
    falseAlarm: "It was a false alarm: the work had been done",
    falseAlarmHint: "Loupe learns how often this step leaves no trace.",
    forAll: (n: number) => `For all ${n} cases of the group`,
    cancel: "Cancel",
    send: "Ctrl Enter",
  },
  outcome: {
    all: (what: string, n: number) => (n > 1 ? `${what}: ${n}` : what),
    some: (what: string, n: number, of: number) => `${what}: ${n} of ${of}`,
    none: (what: string) => `Not done: ${what}`,
    nothing: "Nothing to do: somebody was faster.",
    retry: "Try again",
    close: "Close",
  },
  copied: "Link to the case",
};

export type CaseWords = typeof en;
