"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { BoardDto } from "#lib/contract/board";
import type { GroupDto, GroupListDto } from "#lib/contract/group";
import { type Asked, CommandDialog } from "../cases/command-dialog.tsx";
import type { Me } from "../cases/me.ts";
import { OutcomeToast } from "../cases/outcome-toast.tsx";
import { useCommands } from "../cases/use-commands.ts";
import { useText } from "../i18n/context.tsx";
import { useKeys } from "../ui/keys.tsx";
import { FailedNotice, PartialNotice, Skeleton } from "../ui/notices.tsx";
import { type BoardView, isFiltered } from "./board-view.ts";
import { filterGroups } from "./filter-groups.ts";
import { GroupDetail } from "./group-detail.tsx";
import { GroupFilters } from "./group-filters.tsx";
import { GroupTable } from "./group-table.tsx";
import { NoGroups } from "./no-groups.tsx";
import { ResolvedCases } from "./resolved-cases.tsx";
import type { ChangeView } from "./use-board-view.ts";
import { words } from "./words.ts";

interface Props {
  readonly groups: UseQueryResult<GroupListDto>;
  /** Worst first. */
  readonly all: readonly GroupDto[];
  readonly board: BoardDto | null;
  readonly view: BoardView;
  readonly me: Me;
  readonly fresh: readonly GroupDto[];
  /** What is missing has been said above. */
  readonly isSaid: boolean;
  readonly onChange: ChangeView;
}

/** The groups, one of them looked at closely; everything by keys as well. */
export function GroupPanel({ groups, all, board, view, me, fresh, isSaid, onChange }: Props) {
  const text = useText(words);
  const shown = filterGroups(all, view);
  const picked = usePicked(shown, view.group);
  const commands = useCommands(me.name);
  const [asked, setAsked] = useState<Asked | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const pick = (group: GroupDto | undefined) => group && onChange({ group: group.id }, "replace");
  const move = (by: number) => {
    const at = picked ? shown.indexOf(picked) : -1;
    // The first of them is looked at before anybody chose it: the first key takes it.
    const next = shown[view.group === null && by > 0 ? Math.max(0, at) : Math.max(0, Math.min(shown.length - 1, at + by))];
    pick(next);
    focus(next);
  };
  const focus = (group: GroupDto | null | undefined) =>
    table.current?.querySelector<HTMLElement>(`[data-group="${CSS.escape(group?.id ?? "")}"] a`)?.focus();
  const askFor = (kind: Asked | "acknowledge") => {
    if (!picked || !me.mayManage || view.asOf !== null) return;
    if (kind === "acknowledge") void commands.run({ kind: "group", groupId: picked.id }, { kind });
    else setAsked(kind);
  };
  const isList = view.tab !== "resolved";
  useKeys(
    {
      "/": () => filter.current?.focus(),
      ...(isList && {
        j: () => move(1),
        k: () => move(-1),
        a: () => askFor("acknowledge"),
        s: () => askFor("snooze"),
        c: () => askFor("comment"),
        r: () => askFor("resolve"),
      }),
    },
    true,
  );
  return (
    <section aria-label={text.groups} className="card mt-3">
      <GroupFilters all={all} board={board} view={view} filterRef={filter} onChange={onChange} onLeave={() => focus(picked)} />
      {groups.data && !isSaid && (groups.isError || groups.data.partial) && (
        <PartialNotice stale={groups.isError} warnings={groups.isError ? [groups.error.message] : groups.data.warnings} />
      )}
      {!isList ? (
        <ResolvedCases asOf={view.asOf} />
      ) : groups.isPending ? (
        <Skeleton rows={4} className="h-12" />
      ) : groups.isError && !groups.data ? (
        <FailedNotice detail={groups.error.message} onRetry={() => void groups.refetch()} />
      ) : shown.length === 0 ? (
        <NoGroups
          all={all}
          board={board}
          isSure={!groups.isError && !groups.data.partial}
          view={view}
          isFiltered={isFiltered(view)}
          onChange={onChange}
        />
      ) : (
        <div className="grid xl:grid-cols-[minmax(0,1fr)_420px]">
          <div ref={table} className="min-w-0">
            <GroupTable groups={shown} picked={picked} fresh={fresh} onPick={pick} />
          </div>
          {picked && (
            <aside aria-label={text.cases} className="border-line max-xl:border-t max-md:hidden xl:border-l">
              <GroupDetail group={picked} me={me} asOf={view.asOf} isBusy={commands.isBusy} onAsk={askFor} />
            </aside>
          )}
        </div>
      )}
      <CommandDialog
        asked={asked}
        me={me.name}
        people={[...new Set(all.flatMap((group) => group.owners))]}
        count={picked?.count ?? 0}
        onCommand={(command) => picked && void commands.run({ kind: "group", groupId: picked.id }, command)}
        onClose={() => setAsked(null)}
      />
      <OutcomeToast outcome={commands.outcome} onDismiss={commands.dismiss} />
    </section>
  );
}

/** The one of the address; else the worst. One that has just gone gives way to what took its place in the list. */
function usePicked(shown: readonly GroupDto[], id: string | null): GroupDto | null {
  const place = useRef(0);
  const at = shown.findIndex((group) => group.id === id);
  if (at >= 0) place.current = at;
  return shown[at >= 0 ? at : id === null ? 0 : Math.min(place.current, shown.length - 1)] ?? null;
}
