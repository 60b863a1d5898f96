"use client";

import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import type { TraceSummaryDto } from "#lib/contract/trace";
import { type Asked, type Box, type Dot, type Field, findDot, fitField, frameLoaded, placeDots, readBox } from "#lib/layout/scatter";
import { useLang, useText, useWords, useZone } from "../i18n/context.tsx";
import { pathOfTrace } from "../ui/paths.ts";
import { Canvas, type CanvasHandle } from "../waterfall/canvas.tsx";
import { colourServices, readPalette, watchTheme } from "../waterfall/palette.ts";
import { BELOW, drawScatter, LEFT, RIGHT, type ScatterPicture, TOP } from "./draw-scatter.ts";
import { durationLabel, timeLabel } from "./scatter-axes.ts";
import { ScatterLegend } from "./scatter-legend.tsx";
import { ScatterTip } from "./scatter-tip.tsx";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly traces: readonly TraceSummaryDto[];
  readonly asked: Asked;
  /** The oldest that was loaded, where there are older ones. */
  readonly loadedFromMs: number | null;
  /** The trace that is pointed at, here or in the table. */
  readonly pointed: string | null;
  readonly onPoint: (traceId: string | null) => void;
  readonly onBox: (box: Box) => void;
  readonly onReset: (() => void) | null;
}

/** Less than this is a click that trembled. */
const DRAG_PX = 5;
const SERVICE_COLOURS = 7;

/** Time × duration. Click a dot: its trace. Drag a box: that time and those durations. The table below is the same for the keyboard. */
export function Scatter({ traces, asked, loadedFromMs, pointed, onPoint, onBox, onReset }: Props) {
  const words = useText(TRACE_WORDS);
  const unit = useWords().unit;
  const lang = useLang();
  const zone = useZone();
  const router = useRouter();
  const handle = useRef<CanvasHandle>(null);
  const drag = useRef<{ readonly id: number; readonly x: number; readonly y: number; box: [number, number, number, number] | null } | null>(
    null,
  );
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [tip, setTip] = useState<{ readonly x: number; readonly y: number } | null>(null);

  const dots = useMemo(() => traces.map((one) => ({ ...one, startMs: Date.parse(one.startedAt) })), [traces]);
  const field = useMemo(
    () =>
      fitField(
        dots,
        frameLoaded(asked, loadedFromMs, newestOf(dots)),
        Math.max(1, size.width - LEFT - RIGHT),
        Math.max(1, size.height - TOP - BELOW),
      ),
    [dots, asked, loadedFromMs, size],
  );
  const places = useMemo(() => placeDots(dots, field), [dots, field]);
  const services = useMemo(() => rankServices(traces), [traces]);
  const hover = pointed === null ? -1 : traces.findIndex((one) => one.traceId === pointed);

  const picture = (element: Element): ScatterPicture => {
    const palette = readPalette(element);
    const colours = colourServices(services.slice(0, SERVICE_COLOURS), palette.services.length);
    const colourOf = (service: string): string => palette.services[colours[services.indexOf(service)] ?? -1] ?? palette.ink3;
    return {
      field,
      places,
      colours: traces.map((one) => colourOf(one.rootService)),
      failed: traces.map((one) => one.errorCount > 0),
      palette,
      formatTime: timeLabel(field, lang, zone),
      formatDuration: durationLabel(lang, unit),
      loadedFromMs,
      olderLabel: words.plot.older,
      hover,
      box: drag.current?.box ?? null,
    };
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is drawn from is listed, the drawing itself is new each time
  useEffect(() => handle.current?.drawNow(), [field, places, hover, lang, zone, loadedFromMs]);
  useEffect(() => watchTheme(() => handle.current?.redraw()), []);
  useEffect(() => {
    const stop = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !drag.current) return;
      drag.current = null;
      handle.current?.redraw();
    };
    document.addEventListener("keydown", stop);
    return () => document.removeEventListener("keydown", stop);
  }, []);

  const at = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left - LEFT, y: event.clientY - box.top - TOP };
  };
  const point = (x: number, y: number): number => {
    const found = findDot(places, x, y);
    const id = traces[found]?.traceId ?? null;
    if (id !== pointed) onPoint(id);
    setTip(found < 0 ? null : { x: places.x[found]! + LEFT, y: places.y[found]! + TOP });
    return found;
  };
  return (
    <figure aria-label={words.plot.title} className="relative border-line border-b pt-2" data-testid="scatter">
      <ScatterLegend
        traces={traces}
        services={services.slice(0, SERVICE_COLOURS)}
        others={services.slice(SERVICE_COLOURS).length}
        onReset={onReset}
      />
      <Canvas
        handle={handle}
        role="img"
        aria-label={words.plot.said(words.found(traces.length), String(traces.filter((one) => one.errorCount > 0).length))}
        className={`block h-[168px] w-full select-none sm:h-[208px] ${tip ? "cursor-pointer" : "cursor-crosshair"}`}
        style={{ touchAction: "pan-y" }}
        draw={(context, width, height) => {
          if (width !== size.width || height !== size.height) setSize({ width, height });
          drawScatter(context, width, height, picture(context.canvas));
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { id: event.pointerId, ...at(event), box: null };
        }}
        onPointerMove={(event) => {
          const { x, y } = at(event);
          const from = drag.current;
          if (!from) return void point(x, y);
          if (from.box === null && Math.hypot(x - from.x, y - from.y) < DRAG_PX) return;
          from.box = [from.x, from.y, x, y];
          if (tip) setTip(null);
          handle.current?.redraw();
        }}
        onPointerUp={(event) => {
          const from = drag.current;
          drag.current = null;
          if (!from) return;
          const { x, y } = at(event);
          if (from.box) {
            handle.current?.redraw();
            return onBox(boxOf(field, from.box));
          }
          const found = traces[point(x, y)];
          if (found) router.push(pathOfTrace(found.traceId));
        }}
        onPointerCancel={() => {
          drag.current = null;
          handle.current?.redraw();
        }}
        onPointerLeave={() => {
          if (drag.current) return;
          onPoint(null);
          setTip(null);
        }}
      />
      {tip && hover >= 0 && traces[hover] && <ScatterTip trace={traces[hover]} at={tip} width={size.width} />}
    </figure>
  );
}

const boxOf = (field: Field, [ax, ay, bx, by]: readonly [number, number, number, number]): Box => readBox(field, ax, ay, bx, by);

const newestOf = (dots: readonly Dot[]): number => dots.reduce((last, one) => Math.max(last, one.startMs), 0);

/** Root services, those of most traces first: colours go to them. */
function rankServices(traces: readonly TraceSummaryDto[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { rootService } of traces) counts.set(rootService, (counts.get(rootService) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([service]) => service);
}
