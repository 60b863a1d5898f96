"use client";

import { useLang, useWords } from "./context.tsx";
import { formatDuration } from "./format.ts";

/** For durations inside of words: "waited 0.9 s", "отстаёт на 231 мс". */
export function useDuration(): (ms: number) => string {
  const lang = useLang();
  const { unit } = useWords();
  return (ms) => formatDuration(ms, lang, unit);
}
