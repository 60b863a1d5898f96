"use client";

import { createContext, useContext, useMemo } from "react";
import { useText } from "../i18n/context.tsx";
import { cutAt } from "./cut-at.ts";
import { revealWords } from "./words.ts";

/** What an answer says stands unmasked in it. */
const RevealedContext = createContext<readonly string[]>([]);
export const RevealedValues = RevealedContext.Provider;

/** Text in which what was revealed is marked, so that nobody copies it without knowing. */
export function Marked({ text }: { readonly text: string }) {
  const values = useContext(RevealedContext);
  const words = useText(revealWords);
  const parts = useMemo(() => cutAt(text, values), [text, values]);
  if (parts.length < 2 && !parts[0]?.isRevealed) return text;
  return parts.map((part, index) =>
    part.isRevealed ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <mark key={index} className="rounded-[3px] bg-late-soft px-1 text-late outline outline-1 outline-late/40" title={words.mark}>
        {part.text}
        <span className="sr-only"> ({words.marked})</span>
      </mark>
    ) : (
      part.text
    ),
  );
}
