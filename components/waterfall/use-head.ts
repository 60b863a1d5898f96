"use client";

// The minimap as a handle: drag inside the frame moves it, drag outside draws a new one, a click centres; the axis below takes a drag as a new range too.

import { type PointerEvent, type RefObject, useRef } from "react";
import { axisLength, type FoldAxis } from "#lib/layout/fold-axis";
import { clampRange, fromPixel, isWhole, type Range, wholeRange } from "#lib/layout/viewport";
import { MINIMAP_HEIGHT, MINIMAP_TOP, nameWidth, plotWidth } from "./geometry.ts";

interface Input {
  readonly live: RefObject<{ range: Range; width: number }>;
  readonly axis: FoldAxis;
  readonly setRange: (range: Range) => void;
  readonly redraw: () => void;
}

const CLICK_PX = 4;

export function useHead({ live, axis, setRange, redraw }: Input) {
  const drag = useRef<{
    readonly kind: "move" | "draw";
    readonly scale: Range;
    readonly from: number;
    last: number;
    x: number;
    moved: boolean;
  } | null>(null);
  const length = axisLength(axis);

  const at = (event: PointerEvent<HTMLElement>, scale: Range): number => {
    const width = live.current.width;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - nameWidth(width);
    return fromPixel(scale, Math.min(plotWidth(width), Math.max(0, x)), plotWidth(width));
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    const onMap = y < MINIMAP_TOP + MINIMAP_HEIGHT + 2;
    const { range } = live.current;
    const scale = onMap ? wholeRange(length) : range;
    const from = at(event, scale);
    const inside = onMap && !isWhole(range, length) && from >= range.from && from <= range.to;
    drag.current = { kind: inside ? "move" : "draw", scale, from, last: from, x: event.clientX, moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const held = drag.current;
    if (!held) return;
    if (Math.abs(event.clientX - held.x) >= CLICK_PX) held.moved = true;
    if (!held.moved) return;
    const now = at(event, held.scale);
    if (held.kind === "move") {
      const { range } = live.current;
      setRange(clampRange({ from: range.from + now - held.last, to: range.to + now - held.last }, length));
    }
    held.last = now;
    redraw();
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    const held = drag.current;
    drag.current = null;
    if (!held) return;
    const { range } = live.current;
    if (held.moved && held.kind === "draw") {
      const now = at(event, held.scale);
      setRange(clampRange({ from: Math.min(held.from, now), to: Math.max(held.from, now) }, length));
    } else if (!held.moved && !isWhole(range, length)) {
      const half = (range.to - range.from) / 2;
      setRange(clampRange({ from: held.from - half, to: held.from + half }, length));
    }
    redraw();
  };

  return {
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: () => {
        drag.current = null;
      },
      onDoubleClick: () => setRange(wholeRange(length)),
    },
    dragged: (): Range | null => {
      const held = drag.current;
      return held?.kind === "draw" && held.moved ? { from: Math.min(held.from, held.last), to: Math.max(held.from, held.last) } : null;
    },
  };
}
