import type { CaseDto } from "#lib/contract/case";
import type { CaseStateWord } from "#lib/contract/case-words";
import type { GroupDto } from "#lib/contract/group";

/** What a person does to a case: the body of `POST /api/v1/cases/{id}/{kind}`. */
export type Command =
  | { readonly kind: "acknowledge" }
  | { readonly kind: "assign"; readonly owner: string | null }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "snooze"; readonly until: string }
  | { readonly kind: "resolve"; readonly reason: string; readonly falseAlarm: boolean };

export const bodyOf = ({ kind: _, ...body }: Command): object => body;

/** On which cases it does anything: who has taken a case need not take it twice. */
export function isMeant(state: CaseStateWord, { kind }: Command): boolean {
  if (kind === "comment") return true;
  return kind === "acknowledge" ? state === "open" || state === "snoozed" : state !== "resolved";
}

const STATE_AFTER: Readonly<Record<Command["kind"], CaseStateWord | null>> = {
  acknowledge: "acknowledged",
  assign: null,
  comment: null,
  snooze: "snoozed",
  resolve: "resolved",
};

/** The case as it will be if the server agrees: shown at once, replaced by the answer. */
export function expectCase(one: CaseDto, command: Command, me: string, now: string): CaseDto {
  if (!isMeant(one.state, command)) return one;
  const state = STATE_AFTER[command.kind] ?? one.state;
  return {
    ...one,
    state,
    owner: command.kind === "assign" ? command.owner : command.kind === "acknowledge" ? (one.owner ?? me) : one.owner,
    acknowledgedAt: command.kind === "acknowledge" ? (one.acknowledgedAt ?? now) : one.acknowledgedAt,
    resolvedAt: command.kind === "resolve" ? now : one.resolvedAt,
    snoozedUntil: command.kind === "snooze" ? command.until : state === one.state ? one.snoozedUntil : null,
    falseAlarm: command.kind === "resolve" ? command.falseAlarm : one.falseAlarm,
    clocks: {
      ...one.clocks,
      acknowledgedAt: command.kind === "acknowledge" ? (one.clocks.acknowledgedAt ?? now) : one.clocks.acknowledgedAt,
    },
  };
}

/** The group once that was done to these cases of it. A group without a case left is gone: null. */
export function expectGroup(group: GroupDto, before: readonly CaseStateWord[], command: Command, me: string): GroupDto | null {
  const after = STATE_AFTER[command.kind];
  const counts = { open: group.open, acknowledged: group.acknowledged, snoozed: group.snoozed };
  let left = group.count;
  for (const state of before) {
    if (after === null || !isMeant(state, command)) continue;
    if (state !== "resolved") counts[state] = Math.max(0, counts[state] - 1);
    if (after === "resolved") left -= 1;
    else counts[after] += 1;
  }
  if (left <= 0) return null;
  const owner = command.kind === "acknowledge" ? me : command.kind === "assign" ? command.owner : null;
  const owners = owner === null || group.owners.includes(owner) ? group.owners : [...group.owners, owner];
  return { ...group, ...counts, count: left, owners };
}
