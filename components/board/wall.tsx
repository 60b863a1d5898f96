"use client";

import { useEffect, useState } from "react";
import type { GroupDto } from "#lib/contract/group";
import { HANGING, type StateWord } from "#lib/contract/words";
import { ChainMap } from "../chain-map/chain-map.tsx";
import { mostOf } from "../chain-map/map-steps.ts";
import { useLang, useNow, useText, useWords, useZone } from "../i18n/context.tsx";
import { formatAge, formatTime } from "../i18n/format.ts";
import { useChainNames } from "../ui/chains.tsx";
import { useKeys } from "../ui/keys.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { countState } from "./board-head.tsx";
import { judgeProof } from "./judge-proof.ts";
import { useAnswerAge } from "./live-mark.tsx";
import { SoundSwitch, type useSound } from "./sound-switch.tsx";
import type { useBoard } from "./use-board.ts";
import { useWakeLock } from "./use-wake-lock.ts";
import { WallAlarm } from "./wall-alarm.tsx";
import { WallGroups } from "./wall-groups.tsx";
import { words } from "./words.ts";

interface Props {
  readonly answers: ReturnType<typeof useBoard>;
  /** Worst first. */
  readonly groups: readonly GroupDto[];
  readonly sound: ReturnType<typeof useSound>;
  readonly onLeave: () => void;
}

/** The board for a wall: read from five metres, touched by nobody, and loud as soon as it can no longer be believed. Nothing turns by itself. */
export function Wall({ answers, groups, sound, onLeave }: Props) {
  const text = useText(words);
  const { board, stream } = answers;
  const data = board.data ?? null;
  const age = useAnswerAge(board.dataUpdatedAt);
  useWakeLock(true);
  useKeys({ escape: onLeave });
  const isSure = !board.isError && !answers.groups.isError && answers.groups.data?.partial === false;
  const most = mostOf(data?.chains ?? []);
  const zoom = useZoom();
  return (
    <div
      data-wall=""
      data-stream={stream}
      className="wall fixed inset-0 z-50 flex flex-col gap-[1.2vh] overflow-hidden bg-bg p-[2vh] text-ink portrait:overflow-y-auto"
    >
      <WallAlarm board={data} failed={board.isError} age={age} />
      <header className="flex flex-none items-center justify-between gap-[2vw] portrait:flex-col portrait:items-start">
        <WallTotals data={data} isSure={isSure} />
        <WallClock completeUpTo={data?.completeUpTo ?? null} />
      </header>
      <div className="grid min-h-0 flex-none grid-cols-2 gap-[1.2vh] portrait:grid-cols-1">
        {data?.chains.map((chain) => (
          <WallChain key={chain.chainId} chain={chain} most={most} zoom={zoom} />
        ))}
      </div>
      <WallGroups groups={groups} isReady={answers.groups.data !== undefined} />
      <footer className="wall-hands absolute right-[2vh] bottom-[1vh] flex gap-2">
        <SoundSwitch sound={sound} />
        <button type="button" className="btn" onClick={onLeave}>
          {text.wallLeave} <kbd>Esc</kbd>
        </button>
      </footer>
    </div>
  );
}

/** A map's letters have 12 px: on a wall they are to be a 50th of its height. */
const FULL_PX = 1080;
const FULL_WIDTH_PX = 1920;
const ZOOM = 1.85;

function useZoom(): number {
  const [zoom, setZoom] = useState(ZOOM);
  useEffect(() => {
    const measure = () => setZoom(Math.max(1, Math.min(window.innerHeight / FULL_PX, window.innerWidth / FULL_WIDTH_PX) * ZOOM));
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return zoom;
}

type Chain = NonNullable<Props["answers"]["board"]["data"]>["chains"][number];

function WallChain({ chain, most, zoom }: { readonly chain: Chain; readonly most: ReturnType<typeof mostOf>; readonly zoom: number }) {
  const text = useText(words);
  const names = useChainNames();
  return (
    <section className="card min-w-0 overflow-hidden px-[1.2vw] pt-[1vh]">
      <h2 className="flex items-baseline justify-between gap-3 font-semibold text-[2.1vh]">
        <span className="truncate">{names.chain(chain.chainId)}</span>
        <span className="flex-none font-normal text-[1.8vh] text-ink-2">{text.flow(chain.inProgress)}</span>
      </h2>
      <ChainMap chain={chain} most={most} zoom={zoom} />
    </section>
  );
}

function WallTotals({ data, isSure }: { readonly data: Props["answers"]["board"]["data"] | null; readonly isSure: boolean }) {
  const text = useText(words);
  const common = useWords();
  const names = useChainNames();
  if (!data) return <span className="skeleton h-[8vh] w-[40vw]" />;
  const gaps = data.gaps
    .filter((gap) => gap.to === null)
    .map((gap) => (
      <WallNumber key={gap.service} state="cannot-tell" big={false}>
        {text.gap(names.service(gap.service))}
      </WallNumber>
    ));
  const hanging = HANGING.map((state) => ({ state, count: countState(data, state) })).filter(({ count }) => count > 0);
  if (hanging.length === 0) {
    const isProven = judgeProof(data, isSure) === "sure";
    return (
      <h1 className="flex flex-wrap items-center gap-x-[0.9vw] gap-y-[0.6vh] font-normal">
        <WallNumber state={isProven ? "done" : "cannot-tell"} big>
          {isProven ? text.nothing : text.nothingPartial}
        </WallNumber>
        {gaps}
      </h1>
    );
  }
  return (
    <h1 className="flex flex-wrap items-center gap-x-[0.9vw] gap-y-[0.6vh] font-normal">
      {hanging.map(({ state, count }, index) => (
        <WallNumber key={state} state={state} big={index < 2}>
          {common.counted(count, state)}
        </WallNumber>
      ))}
      {gaps}
    </h1>
  );
}

function WallNumber({ state, big, children }: { readonly state: StateWord; readonly big: boolean; readonly children: React.ReactNode }) {
  return (
    <span
      data-state={state}
      className={`st-${state} flex items-center gap-[0.7vw] whitespace-nowrap rounded-full px-[1.2vw] py-[0.5vh] font-[650] tracking-tight ${big ? "text-[4.6vh]" : "text-[2.6vh]"}`}
    >
      <StateGlyph state={state} className={big ? "size-[3.6vh]" : "size-[2vh]"} />
      {children}
    </span>
  );
}

function WallClock({ completeUpTo }: { readonly completeUpTo: string | null }) {
  const text = useText(words);
  const lang = useLang();
  const zone = useZone();
  const { unit } = useWords();
  const now = useNow();
  return (
    <p className="flex-none text-right leading-tight">
      <span className="num block font-semibold text-[4.6vh]" suppressHydrationWarning>
        {formatTime(now, lang, zone, "clock")}
      </span>
      {completeUpTo && (
        <span className="text-[1.9vh] text-ink-2">
          {text.wallClock} <span className="num">{formatTime(Date.parse(completeUpTo), lang, zone, "clock")}</span> ·{" "}
          <span className="num">{formatAge(now - Date.parse(completeUpTo), lang, unit)}</span>
        </span>
      )}
    </p>
  );
}
