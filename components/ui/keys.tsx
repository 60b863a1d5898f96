"use client";

import { useEffect, useEffectEvent } from "react";

type Bindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Single keys (`/`, `j`, `?`) outside of fields, `mod+k` (Ctrl or ⌘) everywhere. Layouts differ: the key that stands where Latin j is counts as j.
 * `first`: before those who listen for all pages, such as `/` of the search box.
 */
export function useKeys(bindings: Bindings, first = false): void {
  const run = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const mod = event.ctrlKey || event.metaKey;
    if (!mod && isField(event.target)) return;
    // What asks a question is alone until it is answered.
    if (event.target instanceof Element && event.target.closest("dialog[open]")) return;
    const latin = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
    const names = [event.key.length > 1 ? event.key.toLowerCase() : event.key, latin];
    for (const name of names) {
      const bound = name === undefined ? undefined : bindings[mod ? `mod+${name}` : name];
      if (!bound) continue;
      event.preventDefault();
      bound(event);
      return;
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => run(event);
    document.addEventListener("keydown", listen, first);
    return () => document.removeEventListener("keydown", listen, first);
  }, [first]);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
