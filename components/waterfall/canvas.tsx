"use client";

import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from "react";

export interface CanvasHandle {
  /** Draws in the next frame; many calls make one drawing. */
  readonly redraw: () => void;
  /** Draws now: for the first picture, which must not wait for a frame. */
  readonly drawNow: () => void;
  readonly element: HTMLCanvasElement | null;
}

interface Props extends React.HTMLAttributes<HTMLCanvasElement> {
  readonly draw: (context: CanvasRenderingContext2D, width: number, height: number) => void;
  readonly handle: Ref<CanvasHandle>;
}

/** The one owner of pixel ratio, animation frames and resizing. What is drawn, and in which colours, is the caller's. */
export function Canvas({ draw, handle, ...rest }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef(0);
  const size = useRef({ width: 0, height: 0 });

  const drawNow = useEffectEvent(() => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
    const element = canvas.current;
    const context = element?.getContext("2d", { alpha: false });
    if (!element || !context) return;
    const { width, height } = size.current;
    if (width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (element.width !== deviceWidth || element.height !== deviceHeight) {
      element.width = deviceWidth;
      element.height = deviceHeight;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, width, height);
  });

  // Refs and not effect events: the handle lives as long as the canvas and is called from anywhere.
  const latest = useRef<() => void>(() => {});
  useEffect(() => {
    latest.current = () => drawNow();
  }, []);
  useImperativeHandle(
    handle,
    () => ({
      redraw: () => {
        if (frame.current === 0) frame.current = requestAnimationFrame(() => latest.current());
      },
      drawNow: () => latest.current(),
      get element() {
        return canvas.current;
      },
    }),
    [],
  );

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const measure = () => {
      const box = element.getBoundingClientRect();
      size.current = { width: box.width, height: box.height };
      drawNow();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, []);

  return <canvas ref={canvas} {...rest} />;
}
