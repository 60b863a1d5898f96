"use client";

import type { GroupDto } from "#lib/contract/group";
import { CaseState, Severity } from "../cases/case-state.tsx";
import { HoursSpark } from "../cases/hours-spark.tsx";
import { pathOfCase } from "../cases/use-commands.ts";
import { useText, useWords } from "../i18n/context.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import { useAge } from "../ui/time.tsx";
import { GroupLines } from "./group-title.tsx";
import { words } from "./words.ts";

interface Props {
  readonly groups: readonly GroupDto[];
  readonly picked: GroupDto | null;
  readonly fresh: readonly GroupDto[];
  readonly onPick: (group: GroupDto) => void;
}

/** A row is a group; its name is a link to the oldest case, so that Enter, a click and a new tab all work as everywhere. */
export function GroupTable({ groups, picked, fresh, onPick }: Props) {
  const text = useText(words).columns;
  return (
    <table className="list groups w-full table-fixed">
      <thead>
        <tr className="max-md:sr-only">
          <th className="w-[132px]">{text.state}</th>
          <th>{text.where}</th>
          <th className="n w-[66px]">{text.count}</th>
          <th className="n w-[96px]">{text.oldest}</th>
          <th className="w-[118px] max-lg:hidden">{text.day}</th>
          <th className="w-[112px] max-lg:hidden">{text.who}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Row
            key={group.id}
            group={group}
            isPicked={group === picked}
            isNew={fresh.some((one) => one.id === group.id)}
            onPick={() => onPick(group)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly group: GroupDto;
  readonly isPicked: boolean;
  readonly isNew: boolean;
  readonly onPick: () => void;
}

function Row({ group, isPicked, isNew, onPick }: RowProps) {
  const all = useText(words);
  const common = useWords();
  return (
    <tr
      data-group={group.id}
      aria-selected={isPicked}
      className={`max-md:grid max-md:grid-cols-[1fr_auto_auto] ${isNew ? "row-new" : ""}`}
      onMouseDown={onPick}
      onFocus={() => !isPicked && onPick()}
    >
      <td className="max-md:border-0! max-md:pb-0!">
        <StatePill state={group.state}>{group.count > 1 ? common.statesMany[group.state] : common.states[group.state]}</StatePill>
        <span className="mt-1.5 block max-md:hidden">
          <Severity severity={group.severity} />
        </span>
      </td>
      <td className="max-md:order-last max-md:col-span-3 max-md:pt-1!">
        <GroupLines group={group} href={pathOfCase(group.caseIds[0] ?? "")} />
        <span className={`mt-1 lg:hidden ${group.open === group.count ? "hidden" : ""}`}>
          <Who group={group} />
        </span>
      </td>
      <td className="n max-md:border-0! max-md:pb-0!">{group.count}</td>
      <td className="n max-md:border-0! max-md:pb-0!">
        <Oldest at={group.oldestAt} state={group.state} />
      </td>
      <td className="max-lg:hidden">
        <HoursSpark hours={group.hours} state={group.state} label={all.hours(group.hours.reduce((sum, one) => sum + one, 0))} />
      </td>
      <td className="text-ink-2 max-lg:hidden">
        <Who group={group} />
      </td>
    </tr>
  );
}

const Oldest = ({ at, state }: { readonly at: string; readonly state: GroupDto["state"] }) => (
  <time dateTime={at} className={`ink-${state} font-medium`}>
    {useAge(at)}
  </time>
);

/** Who works on it; where several cases stand differently, how many of each. */
function Who({ group }: { readonly group: GroupDto }) {
  if (group.open === group.count) return <span className="text-ink-2">—</span>;
  const state = group.acknowledged > 0 ? "acknowledged" : "snoozed";
  const rest = group.open > 0 ? `${group.count - group.open}/${group.count}` : null;
  return (
    <span className="flex min-w-0 flex-col gap-0.5">
      {group.owners.length > 0 && <span className="truncate text-ink">{group.owners.join(", ")}</span>}
      <span className="flex items-center gap-1.5 text-sm">
        <CaseState state={state} />
        {rest && <span className="num text-ink-3">{rest}</span>}
      </span>
    </span>
  );
}
