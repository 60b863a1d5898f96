"use client";

import { useMemo, useRef } from "react";
import { paintMinimap } from "#lib/layout/minimap";
import { bakeMinimap } from "./draw-head.ts";
import { MINIMAP_HEIGHT } from "./geometry.ts";
import type { Picture } from "./picture.ts";
import type { Model } from "./use-model.ts";

/** Each line of the miniature is at least this high. */
const LEAST_LINE = 1.1;

/** Kept until rows, axis, colours or width change; scrolling and zooming only copy it. */
export function useMinimap({ table, plan, axis }: Model) {
  const kept = useRef<{ readonly from: readonly unknown[]; readonly bitmap: HTMLCanvasElement } | null>(null);
  return useMemo(
    () => ({
      bitmap: (picture: Picture, width: number): HTMLCanvasElement => {
        const from = [table, plan.rows, axis, picture.palette, width];
        if (kept.current?.from.every((part, i) => part === from[i])) return kept.current.bitmap;
        const lines = Math.floor((MINIMAP_HEIGHT - 6) / LEAST_LINE);
        const bitmap = bakeMinimap(paintMinimap(table, plan.rows, axis, lines, Math.max(1, Math.floor(width))), picture, width);
        kept.current = { from, bitmap };
        return bitmap;
      },
      forget: (): void => {
        kept.current = null;
      },
    }),
    [table, plan.rows, axis],
  );
}
