"use client";

import { useEffect } from "react";
import type { StateWord } from "#lib/contract/words";
import { GLYPHS } from "../ui/title.ts";
import { drawBadge } from "./draw-badge.ts";

/** The tab says what hangs while somebody looks elsewhere: `(3) ⬢ …` before the title, the state's shape and the count in its icon. */
export function useTabBadge(title: string, state: StateWord | null, count: number): void {
  useEffect(() => {
    const wanted = `${count > 0 && state ? `(${count}) ${GLYPHS[state]} ` : ""}${title} · Loupe`;
    const write = () => {
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    // Next writes the page's own title once more when its part of the stream has come, which may be after this.
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
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
