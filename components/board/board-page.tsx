"use client";

import { useEffect, useMemo, useRef } from "react";
import { HANGING } from "#lib/contract/words";
import { BoardPast } from "../as-of/board-past.tsx";
import type { Me } from "../cases/me.ts";
import { FixedNow, useLang, useText } from "../i18n/context.tsx";
import { FailedNotice, PartialNotice } from "../ui/notices.tsx";
import { Announcer } from "./announcer.tsx";
import { BoardFoot } from "./board-foot.tsx";
import { BoardHead } from "./board-head.tsx";
import { ChainCards } from "./chain-cards.tsx";
import { compareGroups } from "./filter-groups.ts";
import { GroupPanel } from "./group-panel.tsx";
import { useSound } from "./sound-switch.tsx";
import { type BoardAnswers, useBoard } from "./use-board.ts";
import { useBoardView } from "./use-board-view.ts";
import { useNewGroups } from "./use-new-groups.ts";
import { useTabBadge } from "./use-tab-badge.ts";
import { Wall } from "./wall.tsx";
import { words } from "./words.ts";

export function BoardPage({ initial, me }: { readonly initial: BoardAnswers; readonly me: Me }) {
  const text = useText(words);
  const lang = useLang();
  const [view, change] = useBoardView();
  const answers = useBoard(view.asOf, initial);
  const { stream, board, groups } = answers;
  const sound = useSound();
  const all = useMemo(() => [...(groups.data?.items ?? [])].sort(compareGroups), [groups.data]);
  const fresh = useNewGroups(groups.data ? all : null);
  const rings = useRef(sound.ring);
  rings.current = sound.ring;
  useEffect(() => {
    if (fresh.length > 0) rings.current();
  }, [fresh]);
  const open = all.filter((group) => group.open > 0);
  const worst = HANGING.find((state) => open.some((group) => group.state === state)) ?? null;
  useTabBadge(
    text.title,
    worst,
    open.reduce((sum, group) => sum + group.open, 0),
  );
  const said = <Announcer text={fresh.length > 0 ? text.announce(fresh.length, fresh[0]?.title[lang] ?? "") : ""} />;
  if (view.wall)
    return (
      <>
        {said}
        <Wall answers={answers} groups={all} sound={sound} onLeave={() => change({ wall: false })} />
      </>
    );
  const failure = board.isError ? board.error.message : null;
  return (
    <>
      {said}
      {view.asOf !== null && <BoardPast asOf={board.data?.asOf ?? view.asOf} onChange={(asOf) => change({ asOf }, "replace")} />}
      <FixedNow at={view.asOf === null ? null : Date.parse(view.asOf)}>
        <BoardHead
          board={board.data ?? null}
          updatedAt={board.dataUpdatedAt}
          stream={stream}
          failed={board.isError}
          view={view}
          sound={sound}
          onChange={change}
        />
        {!board.data && failure !== null && (
          <div className="card mb-3">
            <FailedNotice detail={failure} onRetry={() => void board.refetch()} />
          </div>
        )}
        {board.data && (failure !== null || board.data.partial) && (
          <div className="card mb-3 overflow-hidden">
            <PartialNotice stale={failure !== null} warnings={failure === null ? board.data.warnings : [failure]} />
          </div>
        )}
        {(board.data || failure === null) && <ChainCards chains={board.data?.chains ?? null} view={view} onChange={change} />}
        <GroupPanel
          groups={groups}
          all={all}
          board={board.data ?? null}
          view={view}
          me={me}
          fresh={fresh}
          isSaid={board.isError || board.data?.partial === true}
          onChange={change}
        />
        {view.asOf === null && <BoardFoot />}
      </FixedNow>
    </>
  );
}
