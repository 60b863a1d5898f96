"use client";

import type { BoardDto } from "#lib/contract/board";
import { useLang, useNow, useText, useTold, useWords } from "../i18n/context.tsx";
import { formatAge } from "../i18n/format.ts";
import { OLD_MS } from "./live-mark.tsx";
import { words } from "./words.ts";

interface Props {
  readonly board: BoardDto | null;
  readonly failed: boolean;
  /** How long ago the last answer came, in ms. */
  readonly age: number | null;
}

/** Data further behind than this are not the present: three times the allowed lateness is what a late exporter needs. */
const BEHIND_MS = 6 * 60_000;

/** A wall that shows yesterday in peace is worse than a dark one. */
export function WallAlarm({ board, failed, age }: Props) {
  const text = useText(words);
  const lang = useLang();
  const told = useTold();
  const { unit } = useWords();
  const now = useNow();
  const isLost = failed || (age !== null && age > OLD_MS);
  const behindMs = board?.completeUpTo ? now - Date.parse(board.completeUpTo) : 0;
  const said = isLost
    ? { title: text.wallLost, detail: age === null ? "" : text.wallLostFor(formatAge(age, lang, unit)) }
    : board?.partial
      ? { title: text.wallBlind, detail: board.warnings.map(told).join("; ") }
      : behindMs > BEHIND_MS
        ? { title: text.wallStale, detail: text.wallLostFor(formatAge(behindMs, lang, unit)) }
        : null;
  if (!said) return null;
  return (
    <div
      role="alert"
      data-testid="wall-alarm"
      className="wall-alarm -mx-[2vh] -mt-[2vh] flex flex-none flex-wrap items-baseline gap-x-[2vw] px-[3vh] py-[1.6vh]"
    >
      <strong className="font-bold text-[5.6vh] leading-tight tracking-wide">{said.title}</strong>
      <span className="text-[2.8vh]">{said.detail}</span>
    </div>
  );
}
