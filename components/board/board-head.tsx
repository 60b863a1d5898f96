"use client";

import Link from "next/link";
import type { BoardDto } from "#lib/contract/board";
import { HANGING, type StateWord } from "#lib/contract/words";
import { asOfWords } from "../as-of/words.ts";
import { useLang, useText, useWords, useZone } from "../i18n/context.tsx";
import { formatTime, formatUtc } from "../i18n/format.ts";
import { useChainNames } from "../ui/chains.tsx";
import { StatePill } from "../ui/state-glyph.tsx";
import type { BoardView } from "./board-view.ts";
import { LiveMark } from "./live-mark.tsx";
import { SoundSwitch, type useSound } from "./sound-switch.tsx";
import type { ChangeView } from "./use-board-view.ts";
import type { useLive } from "./use-live.ts";
import { words } from "./words.ts";

interface Props {
  readonly board: BoardDto | null;
  /** When it was answered, by this browser's clock. */
  readonly updatedAt: number;
  readonly stream: ReturnType<typeof useLive>;
  readonly failed: boolean;
  readonly view: BoardView;
  readonly sound: ReturnType<typeof useSound>;
  readonly onChange: ChangeView;
}

export function BoardHead({ board, updatedAt, stream, failed, view, sound, onChange }: Props) {
  const text = useText(words);
  const past = useText(asOfWords);
  return (
    <div className="mb-3 flex min-h-[34px] flex-wrap items-center gap-x-3 gap-y-2">
      <h1>{view.asOf === null ? text.title : past.boardTitle}</h1>
      {view.asOf === null && <LiveMark stream={stream} failed={failed} updatedAt={updatedAt} />}
      <span className="ml-auto flex flex-wrap items-center gap-2 max-md:ml-0 md:justify-end">
        {board && <Totals board={board} view={view} onChange={onChange} />}
        {board && <Gaps board={board} />}
        <span className="flex gap-2 max-md:hidden">
          {view.asOf === null && board && <IntoThePast from={board.asOf} onChange={onChange} />}
          <SoundSwitch sound={sound} />
          <button type="button" className="btn" title={text.wall} onClick={() => onChange({ wall: true })}>
            <svg
              viewBox="0 0 16 16"
              aria-hidden="true"
              className="size-4"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeLinecap="round"
            >
              <rect x="1.5" y="2.5" width="13" height="8.5" rx="1.2" />
              <path d="M5.5 13.8h5" />
            </svg>
            <span className="sr-only">{text.wall}</span>
          </button>
        </span>
      </span>
    </div>
  );
}

const BACK_MS = 10 * 60_000;

/** Ten minutes back to begin with; from there on in steps. */
function IntoThePast({ from, onChange }: { readonly from: string; readonly onChange: ChangeView }) {
  const text = useText(asOfWords);
  return (
    <button
      type="button"
      className="btn"
      title={text.past}
      aria-label={text.past}
      onClick={() => onChange({ asOf: new Date(Date.parse(from) - BACK_MS).toISOString() })}
    >
      <span aria-hidden="true">⟲</span>
    </button>
  );
}

export const countState = (board: BoardDto, state: StateWord): number =>
  board.chains.reduce((sum, chain) => sum + chain.states.reduce((own, one) => own + (one.state === state ? one.count : 0), 0), 0);

function Totals({ board, view, onChange }: Pick<Props, "view" | "onChange"> & { readonly board: BoardDto }) {
  const common = useWords();
  return HANGING.map((state) => ({ state, count: countState(board, state) }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => {
      const isOn = view.states.length === 1 && view.states[0] === state;
      return (
        <button
          key={state}
          type="button"
          aria-pressed={isOn}
          className={`rounded-full ${isOn ? "outline-2 outline-accent" : ""}`}
          onClick={() => onChange({ states: isOn ? [] : [state] })}
        >
          <StatePill state={state}>{common.counted(count, state)}</StatePill>
        </button>
      );
    });
}

/** What is not heard now, or was not until lately: each a pill with the way to where it is told. */
function Gaps({ board }: { readonly board: BoardDto }) {
  const text = useText(words);
  const names = useChainNames();
  return board.gaps.map((gap) => (
    <Link key={`${gap.service} ${gap.from}`} href="/sources" className="min-w-0 rounded-full" data-testid="gap">
      <StatePill state="cannot-tell">
        <span className="max-w-80 truncate">
          {text.gap(names.service(gap.service))}{" "}
          {gap.to === null ? (
            <>
              {text.gapSince} <Minute at={gap.from} />
            </>
          ) : (
            <>
              <Minute at={gap.from} />–<Minute at={gap.to} />
            </>
          )}
        </span>
      </StatePill>
    </Link>
  ));
}

/** `12:10`: seconds say nothing of a gap of minutes. */
function Minute({ at }: { readonly at: string }) {
  const lang = useLang();
  const zone = useZone();
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={formatUtc(ms)} className="num">
      {formatTime(ms, lang, zone, "clock").slice(0, 5)}
    </time>
  );
}
