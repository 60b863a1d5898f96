"use client";

// Mouse, trackpad, pen and finger over the rows: wheel scrolls rows, with Ctrl (or a pinch) zooms, sideways pans; a drag pans; two fingers zoom.

import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { panRange, type Range, zoomRange } from "#lib/layout/viewport";

export interface PointerTarget {
  readonly range: () => Range;
  readonly length: () => number;
  readonly setRange: (range: Range) => void;
  /** Left edge and width of the plot, in pixels of the element. */
  readonly plot: () => { readonly left: number; readonly width: number };
  readonly hover: (x: number, y: number) => void;
  readonly leave: () => void;
  readonly click: (x: number, y: number) => void;
}

/** A hand is not a machine tool: less than this is a click. */
const DRAG_PX = 4;

export function usePointer(element: RefObject<HTMLElement | null>, target: PointerTarget): void {
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const drag = useRef<{ startX: number; lastX: number; moved: boolean; spread: number } | null>(null);

  const zoomAt = useEffectEvent((clientX: number, factor: number) => {
    const box = element.current?.getBoundingClientRect();
    if (!box) return;
    const { left, width } = target.plot();
    const at = Math.min(1, Math.max(0, (clientX - box.left - left) / width));
    target.setRange(zoomRange(target.range(), at, factor, target.length()));
  });

  const onWheel = useEffectEvent((event: WheelEvent) => {
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomAt(event.clientX, Math.exp(Math.max(-60, Math.min(60, event.deltaY * unit)) * 0.006));
      return;
    }
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
    event.preventDefault();
    target.setRange(panRange(target.range(), (sideways * unit) / target.plot().width, target.length()));
  });

  const local = (event: PointerEvent): { x: number; y: number } => {
    const box = element.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spread = (): number => {
    const [a, b] = [...pointers.current.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };

  const onDown = useEffectEvent((event: PointerEvent) => {
    if (event.button !== 0 || isScrollbar(event)) return;
    pointers.current.set(event.pointerId, local(event));
    const { x } = local(event);
    drag.current = { startX: x, lastX: x, moved: pointers.current.size > 1, spread: spread() };
  });
  const onMove = useEffectEvent((event: PointerEvent) => {
    const at = local(event);
    const held = drag.current;
    if (!held || !pointers.current.has(event.pointerId)) {
      target.hover(at.x, at.y);
      return;
    }
    pointers.current.set(event.pointerId, at);
    if (pointers.current.size >= 2) {
      const now = spread();
      const [a, b] = [...pointers.current.values()];
      const box = element.current!.getBoundingClientRect();
      if (held.spread > 20 && now > 20) zoomAt(box.left + (a!.x + b!.x) / 2, held.spread / now);
      held.spread = now;
      held.moved = true;
      return;
    }
    if (!held.moved && Math.abs(at.x - held.startX) < DRAG_PX) return;
    if (!held.moved) element.current?.setPointerCapture(event.pointerId);
    held.moved = true;
    target.setRange(panRange(target.range(), (held.lastX - at.x) / target.plot().width, target.length()));
    held.lastX = at.x;
  });
  const onUp = useEffectEvent((event: PointerEvent) => {
    const held = drag.current;
    const was = pointers.current.delete(event.pointerId);
    if (pointers.current.size === 0) drag.current = null;
    if (was && held && !held.moved && event.type === "pointerup") {
      const at = local(event);
      target.click(at.x, at.y);
    }
  });
  const onLeave = useEffectEvent(() => target.leave());

  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const wheel = (event: WheelEvent) => onWheel(event);
    const down = (event: PointerEvent) => onDown(event);
    const move = (event: PointerEvent) => onMove(event);
    const up = (event: PointerEvent) => onUp(event);
    const leave = () => onLeave();
    // React attaches wheel listeners as passive ones, which may not prevent the page from zooming.
    node.addEventListener("wheel", wheel, { passive: false });
    node.addEventListener("pointerdown", down);
    node.addEventListener("pointermove", move);
    node.addEventListener("pointerup", up);
    node.addEventListener("pointercancel", up);
    node.addEventListener("pointerleave", leave);
    return () => {
      node.removeEventListener("wheel", wheel);
      node.removeEventListener("pointerdown", down);
      node.removeEventListener("pointermove", move);
      node.removeEventListener("pointerup", up);
      node.removeEventListener("pointercancel", up);
      node.removeEventListener("pointerleave", leave);
    };
  }, [element]);
}

const isScrollbar = (event: PointerEvent): boolean => {
  const node = event.currentTarget as HTMLElement;
  return event.clientX - node.getBoundingClientRect().left > node.clientWidth;
};
