"use client";

import type { CaseDto } from "#lib/contract/case";
import { useText, useWords } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { words } from "./words.ts";

/** How it ended, and that it did hang: kept for good. Nothing while it hangs. */
export function CaseEnd({ one }: { readonly one: CaseDto }) {
  const text = useText(words);
  const common = useWords();
  const duration = useDuration();
  if (one.state !== "resolved" || one.resolution === null) return null;
  const { by, actor, reason } = one.resolution;
  const isGood = by === "recovered";
  return (
    <p
      data-testid="ended"
      className={`card mt-3 flex flex-wrap items-baseline gap-x-2 border-l-4 px-6 py-3 text-lg ${isGood ? "border-l-done" : "border-l-line-strong"}`}
    >
      <StateGlyph
        state={isGood ? (one.wasLateMs === null ? "done" : "done-late") : "done"}
        className={`size-3.5 self-center ${isGood ? "ink-done" : "text-ink-2"}`}
      />
      {by === "superseded"
        ? text.superseded
        : by === "person"
          ? text.closedBy(actor)
          : one.wasLateMs !== null
            ? text.wasLate(duration(one.wasLateMs))
            : common.states.done}
      {reason && <span className="text-ink-2">{reason}</span>}
      {one.falseAlarm && <b className="font-semibold text-unknown">{text.falseAlarm}</b>}
    </p>
  );
}
