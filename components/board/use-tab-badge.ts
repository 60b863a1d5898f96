"use client";

import { useEffect } from "react";
import type { StateWord } from "#lib/contract/words";
import { GLYPHS } from "../ui/title.ts";
import { drawBadge } from "./draw-badge.ts";

/** The tab says what hangs while somebody looks elsewhere: `(3) ⬢ …` before the title, the state's shape and the count in its icon. */
export function useTabBadge(title: string, state: StateWord | null, count: number): void {
  useEffect(() => {
    document.title = `${count > 0 && state ? `(${count}) ${GLYPHS[state]} ` : ""}${title} · Loupe`;
  }, [title, state, count]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    if (!link) return;
    const before = { href: link.href, type: link.type };
    const drawn = drawBadge(state, count);
    if (drawn === null) return;
    link.type = "image/png";
    link.href = drawn;
    return () => {
      link.type = before.type;
      link.href = before.href;
    };
  }, [state, count]);
}
