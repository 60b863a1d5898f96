"use client";

import { useMemo } from "react";
import { type DiffLine, diffLines } from "#lib/base/line-diff";
import { useText } from "../i18n/context.tsx";
import { settingsWords } from "./words.ts";

/** Lines around a change that tell where it is. */
const AROUND = 3;

/** What changed, with a little around it; a sign as well as a colour. */
export function DiffView({ before, after }: { readonly before: string; readonly after: string }) {
  const words = useText(settingsWords).versions;
  const pieces = useMemo(() => foldSame(diffLines(before, after)), [before, after]);
  return (
    <div className="overflow-x-auto py-2 font-mono text-[12.5px] leading-5" data-testid="diff">
      {pieces.map((piece) =>
        "hidden" in piece ? (
          <div key={`h${piece.at}`} className="bg-sunken px-3 text-ink-3">
            {words.unchanged(piece.hidden)}
          </div>
        ) : (
          <div key={piece.key} className={`flex w-max min-w-full whitespace-pre px-3 ${LOOK[piece.line.kind]}`}>
            <span className="w-[5ch] shrink-0 select-none pr-2 text-right text-ink-3">
              {piece.line.kind === "added" ? piece.line.after : piece.line.before}
            </span>
            {piece.line.kind === "same" ? (
              <span className="w-[2ch] shrink-0"> </span>
            ) : (
              <span className="w-[2ch] shrink-0" role="img" aria-label={words[piece.line.kind]}>
                {piece.line.kind === "added" ? "+" : "−"}
              </span>
            )}
            {piece.line.text}
          </div>
        ),
      )}
    </div>
  );
}

const LOOK: Readonly<Record<DiffLine["kind"], string>> = {
  same: "text-ink-2",
  added: "bg-done-soft text-done",
  removed: "bg-failed-soft text-failed",
};

type Piece = { readonly line: DiffLine; readonly key: string } | { readonly hidden: number; readonly at: number };

function foldSame(lines: readonly DiffLine[]): readonly Piece[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind !== "same") for (let at = index - AROUND; at <= index + AROUND; at++) near.add(at);
  });
  const pieces: Piece[] = [];
  let hidden = 0;
  lines.forEach((line, index) => {
    if (!near.has(index)) {
      hidden++;
      return;
    }
    if (hidden > 0) pieces.push({ hidden, at: index });
    hidden = 0;
    pieces.push({ line, key: `${index}` });
  });
  if (hidden > 0 && pieces.length > 0) pieces.push({ hidden, at: lines.length });
  return pieces;
}
