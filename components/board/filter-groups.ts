import { SEVERITIES } from "#lib/contract/case-words";
import type { GroupDto } from "#lib/contract/group";
import { STATES } from "#lib/contract/words";
import { type BoardView, NOBODY } from "./board-view.ts";

/** Those of the address, worst first; nothing that a person does to a case moves its row. */
export function filterGroups(groups: readonly GroupDto[], view: BoardView): readonly GroupDto[] {
  return groups.filter((group) => isAsked(group, view)).sort(compareGroups);
}

function isAsked(group: GroupDto, view: BoardView): boolean {
  return (
    (view.tab === "unresolved" || view.tab === "resolved" || group[view.tab] > 0) &&
    (view.chain === null || group.chainId === view.chain) &&
    (view.step === null || group.stepId === view.step) &&
    (view.states.length === 0 || view.states.includes(group.state)) &&
    (view.cause === null || group.cause === view.cause) &&
    (view.severity === null || group.severity === view.severity) &&
    (view.owner === null || (view.owner === NOBODY ? group.owners.length === 0 : group.owners.includes(view.owner))) &&
    hasWords(group, view.text)
  );
}

/** Each word somewhere: in the title or the sentence of either language, an order's id, an attribute that they share. */
function hasWords(group: GroupDto, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const all = [
    ...[group.title, group.sentence].flatMap(({ en, ru }) => [en, ru]),
    ...group.orderIds,
    ...group.distinctive.flatMap(({ key, value }) => [key, value]),
    ...[group.queue, group.consumerVersion, group.service, group.errorExample].map((one) => one ?? ""),
  ]
    .join("\n")
    .toLowerCase();
  return words.every((word) => all.includes(word));
}

export function compareGroups(a: GroupDto, b: GroupDto): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    STATES.indexOf(b.state) - STATES.indexOf(a.state) ||
    a.oldestAt.localeCompare(b.oldestAt) ||
    a.id.localeCompare(b.id)
  );
}

/** Groups that were not there before; none while nothing is known yet. */
export const findNewGroups = (known: ReadonlySet<string> | null, groups: readonly GroupDto[]): readonly GroupDto[] =>
  known === null ? [] : groups.filter((group) => !known.has(group.id));
