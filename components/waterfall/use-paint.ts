"use client";

import { type RefObject, useMemo, useRef } from "react";
import { colourServices, type Palette, readPalette } from "./palette.ts";

interface Look {
  readonly palette: Palette;
  readonly colours: readonly string[];
}

/** Colours read from the page once a theme, not once a frame: reading styles forces layout. */
export function usePaint(element: RefObject<Element | null>, services: readonly string[]) {
  const kept = useRef<{ readonly services: readonly string[]; readonly look: Look } | null>(null);
  return useMemo(
    () => ({
      current: (): Look | null => {
        if (kept.current?.services === services) return kept.current.look;
        if (!element.current) return null;
        const palette = readPalette(element.current);
        const colours = colourServices(services, palette.services.length).map((index) => palette.services[index]!);
        kept.current = { services, look: { palette, colours } };
        return kept.current.look;
      },
      forget: (): void => {
        kept.current = null;
      },
    }),
    [element, services],
  );
}
