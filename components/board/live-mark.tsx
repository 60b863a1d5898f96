"use client";

import { useEffect, useState } from "react";
import { useLang, useText, useWords } from "../i18n/context.tsx";
import { formatAge } from "../i18n/format.ts";
import type { useLive } from "./use-live.ts";
import { words } from "./words.ts";

/** Answers older than this are said to be old, whatever the stream says. */
export const OLD_MS = 30_000;

/** How old the last answer is, by this browser's own clock; null before the page is alive. */
export function useAnswerAge(updatedAt: number): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, []);
  return now === null || updatedAt === 0 ? null : Math.max(0, now - updatedAt);
}

interface Props {
  readonly stream: ReturnType<typeof useLive>;
  readonly failed: boolean;
  readonly updatedAt: number;
}

/** Live, or how it is kept up without the stream, or since when it is not. */
export function LiveMark({ stream, failed, updatedAt }: Props) {
  const text = useText(words).live;
  const lang = useLang();
  const { unit } = useWords();
  const age = useAnswerAge(updatedAt);
  const isOld = age !== null && age > OLD_MS;
  const said = isOld || failed ? text.stale(formatAge(age ?? 0, lang, unit)) : stream === "off" ? "" : text[stream];
  const dot = isOld || failed ? "bg-failed" : stream === "live" ? "bg-done live-dot" : stream === "broken" ? "bg-late" : "bg-ink-3";
  return (
    <span role="status" data-testid="live" data-stream={stream} className="flex items-center gap-1.5 text-ink-2 text-sm">
      <span aria-hidden="true" className={`size-[7px] flex-none rounded-full ${dot}`} />
      {said}
    </span>
  );
}
