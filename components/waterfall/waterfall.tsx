"use client";

import { useEffect, useEffectEvent, useId, useMemo, useRef, useState } from "react";
import type { Waterfall as WaterfallData } from "#lib/contract/waterfall";
import { axisLength } from "#lib/layout/fold-axis";
import { GROUP } from "#lib/layout/rows";
import { isWhole, type Range } from "#lib/layout/viewport";
import { Actions } from "./actions.tsx";
import { Canvas, type CanvasHandle } from "./canvas.tsx";
import { drawHead } from "./draw-head.ts";
import { drawRows } from "./draw-rows.ts";
import { forgetWidths } from "./draw-text.ts";
import { HEAD_HEIGHT, nameWidth, plotWidth, ROW } from "./geometry.ts";
import { findHome, homeRange } from "./home.ts";
import { useMinimap } from "./minimap-bitmap.ts";
import { watchTheme } from "./palette.ts";
import type { Picture } from "./picture.ts";
import { RowTree } from "./row-tree.tsx";
import { itemOf, rangeOf, zoomOf } from "./scene.ts";
import { SidePanel } from "./side-panel.tsx";
import { Toolbar } from "./toolbar.tsx";
import { Tooltip, useTip } from "./tooltip.tsx";
import { useCommands } from "./use-commands.ts";
import { useHead } from "./use-head.ts";
import { useModel } from "./use-model.ts";
import { usePaint } from "./use-paint.ts";
import { usePointer } from "./use-pointer.ts";
import styles from "./waterfall.module.css";
import type { WaterfallProps } from "./waterfall-props.ts";
import { WATERFALL_WORDS } from "./words.ts";

export function Waterfall(props: WaterfallProps) {
  const words = WATERFALL_WORDS[props.lang];
  if (props.data.count > 0) return <Drawn {...props} />;
  return (
    <section className={`card ${styles.empty}`} aria-label={words.title}>
      <b>{words.empty}</b>
      <p>{words.emptyHint}</p>
    </section>
  );
}

function Drawn(props: WaterfallProps) {
  const { data, lang, timeZone, view, onViewChange, maxHeight = 640 } = props;
  const words = WATERFALL_WORDS[lang];
  const id = useId();
  const model = useModel(data, view);
  const { table, plan, axis, nowNs } = model;
  const moment = useMemo(() => ({ startUnixNs: BigInt(data.startUnixNs), timeZone }), [data.startUnixNs, timeZone]);

  const root = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rowsCanvas = useRef<CanvasHandle>(null);
  const headCanvas = useRef<CanvasHandle>(null);
  const findBox = useRef<HTMLInputElement>(null);
  const live = useRef({ range: { from: 0, to: 1 } as Range, hover: -1, width: 800, scrollTop: 0 });
  const drawn = useRef<WaterfallData>(undefined);
  const { tip, pointTip } = useTip();
  const paint = usePaint(root, table.services);

  const redraw = () => {
    rowsCanvas.current?.redraw();
    headCanvas.current?.redraw();
  };

  // The zoom in the address leads, but for the moments in which the hand is faster.
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [zoomed, setZoomed] = useState(view.zoom !== null);
  const homeTime = useMemo(() => findHome(table), [table]);
  const home = view.trueScale ? null : homeRange(axis, homeTime, table, view.selected === null ? -1 : itemOf(table, view.selected));
  const setRange = (range: Range): void => {
    live.current.range = range;
    redraw();
    setZoomed(!isWhole(range, axisLength(axis)));
    clearTimeout(settle.current);
    settle.current = setTimeout(() => commitZoom(), 250);
  };
  const commitZoom = useEffectEvent(() => {
    settle.current = undefined;
    onViewChange({ ...view, zoom: zoomOf(axis, live.current.range, home) });
  });

  const commands = useCommands({ model, view, words, lang, moment, scroller, findBox, live, setRange, change: onViewChange, redraw });
  const { activeRow } = commands;

  const picture = (): Picture | null => {
    const look = paint.current();
    return look === null
      ? null
      : {
          table,
          plan,
          axis,
          range: live.current.range,
          palette: look.palette,
          colours: look.colours,
          words,
          lang,
          moment,
          nowNs,
          scrollTop: scroller.current?.scrollTop ?? 0,
          hoverRow: live.current.hover,
          activeRow,
          showCritical: view.critical,
        };
  };
  const minimap = useMinimap(model);
  const head = useHead({ live, axis, setRange, redraw });

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is drawn from is listed, the drawing itself is new each time
  useEffect(() => {
    if (settle.current === undefined) {
      live.current.range = rangeOf(axis, view.zoom, home);
      setZoomed(!isWhole(live.current.range, axisLength(axis)));
    }
    rowsCanvas.current?.drawNow();
    headCanvas.current?.drawNow();
    if (drawn.current !== data) {
      drawn.current = data;
      performance.mark("waterfall-drawn");
    }
  }, [model.plan, axis, view.zoom, view.critical, activeRow, lang, timeZone, nowNs]);

  useEffect(() => {
    const again = () => {
      paint.forget();
      minimap.forget();
      forgetWidths();
      rowsCanvas.current?.redraw();
      headCanvas.current?.redraw();
    };
    void document.fonts?.ready.then(again);
    return watchTheme(again);
  }, [paint, minimap]);

  const rowAt = (y: number): number => {
    const row = Math.floor((y + (scroller.current?.scrollTop ?? 0)) / ROW);
    return row >= 0 && row < plan.rows.count ? row : -1;
  };
  const plotBox = () => ({ left: nameWidth(live.current.width), width: plotWidth(live.current.width) });
  usePointer(scroller, {
    range: () => live.current.range,
    length: () => axisLength(axis),
    setRange,
    plot: plotBox,
    hover: (x, y) => {
      const row = rowAt(y);
      if (row !== live.current.hover) {
        live.current.hover = row;
        rowsCanvas.current?.redraw();
      }
      const isItem = row >= 0 && plan.rows.kind[row] !== GROUP;
      pointTip(isItem ? { row, x, y: y + HEAD_HEIGHT } : null);
    },
    leave: () => {
      live.current.hover = -1;
      pointTip(null);
      rowsCanvas.current?.redraw();
    },
    click: (x, y) => {
      const row = rowAt(y);
      pointTip(null);
      if (row < 0) return;
      scroller.current?.focus({ preventScroll: true });
      commands.clickRow(row, x, nameWidth(live.current.width));
    },
  });

  const height = Math.max(3 * ROW, Math.min(maxHeight, plan.rows.count * ROW + ROW));
  const selected = commands.selectedItem;
  return (
    <section ref={root} className={`card ${styles.root}`} aria-label={words.title}>
      <div className={styles.layout}>
        <div className={styles.main}>
          <Toolbar
            words={words}
            view={view}
            plan={plan}
            matchAt={commands.matchAt}
            hasChains={table.chains.length > 0}
            hasUsual={table.usual.length > 0}
            hasMiddleware={commands.hasMiddleware}
            isZoomed={zoomed}
            findBox={findBox}
            change={onViewChange}
            jump={commands.jumpMatch}
            showAll={commands.showAll}
            actions={<Actions words={words} commands={commands} onExportJson={props.onExportJson} />}
          />
          <Canvas
            handle={headCanvas}
            className={styles.head}
            aria-hidden
            {...head.handlers}
            draw={(context, width, h) => {
              const now = picture();
              live.current.width = width;
              if (now) drawHead(context, width, h, now, minimap.bitmap(now, plotWidth(width)), head.dragged());
            }}
          />
          <div
            ref={scroller}
            className={styles.scroller}
            style={{ height }}
            role="tree"
            tabIndex={0}
            aria-label={words.title}
            aria-activedescendant={activeRow >= 0 ? `${id}-row-${activeRow}` : undefined}
            onScroll={() => {
              pointTip(null);
              rowsCanvas.current?.redraw();
            }}
            onKeyDown={commands.onTreeKey}
          >
            <Canvas
              handle={rowsCanvas}
              className={styles.rows}
              style={{ height }}
              aria-hidden
              draw={(context, width, h) => {
                const now = picture();
                live.current.width = width;
                if (now) drawRows(context, width, h, now);
              }}
            />
            <div className={styles.spacer} style={{ height: plan.rows.count * ROW + ROW / 2 }} />
            <RowTree id={id} model={model} active={activeRow} words={words} lang={lang} moment={moment} />
          </div>
          {plan.rows.count === 0 && <p className={styles.empty}>{words.emptyFilter}</p>}
          {tip && <Tooltip at={tip} model={model} words={words} lang={lang} moment={moment} width={live.current.width} />}
        </div>
        <div className={styles.panelHolder} data-open={selected >= 0}>
          <SidePanel
            {...props}
            words={words}
            model={model}
            item={selected}
            row={activeRow}
            moment={moment}
            goTo={commands.goTo}
            close={commands.clearSelection}
            toggle={commands.toggleActive}
          />
        </div>
      </div>
    </section>
  );
}
