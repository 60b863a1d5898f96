// Above the rows: all of it in miniature, with the part in sight framed, and the axis of that part.

import { axisLength } from "#lib/layout/fold-axis";
import { EMPTY, FAILED, MISSING, type Minimap, WAITING } from "#lib/layout/minimap";
import { placeTicks } from "#lib/layout/ticks";
import { isWhole, type Range, toPixel, wholeRange } from "#lib/layout/viewport";
import { widthOf } from "./draw-text.ts";
import { AXIS_HEIGHT, MINIMAP_HEIGHT, MINIMAP_TOP, nameWidth, plotWidth } from "./geometry.ts";
import { hatch } from "./marks.ts";
import type { Picture } from "./picture.ts";

/** The minimap's cells as a bitmap, drawn once for rows, axis, theme and width; frames only copy it. */
export function bakeMinimap(minimap: Minimap, picture: Picture, width: number): HTMLCanvasElement {
  const ratio = window.devicePixelRatio || 1;
  const bitmap = document.createElement("canvas");
  bitmap.width = Math.max(1, Math.round(width * ratio));
  bitmap.height = Math.round(MINIMAP_HEIGHT * ratio);
  const context = bitmap.getContext("2d", { alpha: false });
  if (!context) return bitmap;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { palette, colours } = picture;
  context.fillStyle = palette.sunken;
  context.fillRect(0, 0, width, MINIMAP_HEIGHT);
  const pitch = Math.min(3.6, (MINIMAP_HEIGHT - 6) / minimap.lines);
  const thick = Math.max(1, Math.min(3, pitch - 0.3));
  const cell = width / minimap.columns;
  for (let line = 0; line < minimap.lines; line++) {
    const y = 3 + line * pitch;
    let from = 0;
    for (let column = 1; column <= minimap.columns; column++) {
      const value = minimap.cells[line * minimap.columns + from]!;
      if (column < minimap.columns && minimap.cells[line * minimap.columns + column] === value) continue;
      if (value !== EMPTY) {
        context.fillStyle =
          value === FAILED ? palette.failed : value === MISSING ? palette.stuck : value === WAITING ? palette.slow : colours[value - 1]!;
        if (value === WAITING) context.fillStyle = hatch(context, picture.palette.lineStrong);
        context.fillRect(from * cell, y, Math.max(1, (column - from) * cell), thick);
      }
      from = column;
    }
  }
  return bitmap;
}

export function drawHead(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  picture: Picture,
  minimap: HTMLCanvasElement | null,
  drag: Range | null,
): void {
  const { palette, axis, range } = picture;
  const names = nameWidth(width);
  const plot = plotWidth(width);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.roundRect(names, MINIMAP_TOP, plot, MINIMAP_HEIGHT, 4);
  context.clip();
  if (minimap) context.drawImage(minimap, names, MINIMAP_TOP, plot, MINIMAP_HEIGHT);
  context.restore();
  const length = axisLength(axis);
  const frame = drag ?? range;
  const whole = wholeRange(length);
  const left = names + Math.max(0, toPixel(whole, frame.from, plot));
  const right = names + Math.min(plot, toPixel(whole, frame.to, plot));
  if (!isWhole(frame, length) || drag) {
    context.globalAlpha = 0.55;
    context.fillStyle = palette.surface;
    context.fillRect(names, MINIMAP_TOP, left - names, MINIMAP_HEIGHT);
    context.fillRect(right, MINIMAP_TOP, names + plot - right, MINIMAP_HEIGHT);
    context.globalAlpha = 1;
  }
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.07;
  context.fillRect(left, MINIMAP_TOP, right - left, MINIMAP_HEIGHT);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.beginPath();
  context.roundRect(left + 0.5, MINIMAP_TOP + 0.5, Math.max(2, right - left - 1), MINIMAP_HEIGHT - 1, 4);
  context.stroke();
  drawAxis(context, names, plot, picture);
}

function drawAxis(context: CanvasRenderingContext2D, names: number, plot: number, picture: Picture): void {
  const { palette, axis, range, moment, lang } = picture;
  const y = MINIMAP_TOP + MINIMAP_HEIGHT + AXIS_HEIGHT / 2;
  context.font = `400 11px ${palette.mono}`;
  context.textBaseline = "middle";
  const isOpen = picture.nowNs !== null && picture.table.openItems.length > 0;
  const nowWidth = isOpen ? widthOf(context, picture.words.now) + 8 : 0;
  for (const tick of placeTicks(axis, range, plot, moment, lang, nowWidth)) {
    if (tick.kind === "moment") {
      context.fillStyle = palette.lineStrong;
      context.fillRect(Math.round(names + tick.x), y + 8, 1, 4);
      context.fillStyle = palette.ink3;
      context.fillText(tick.label, names + tick.x, y);
      continue;
    }
    const from = Math.max(0, tick.x);
    const to = Math.min(plot, tick.toX);
    const width = widthOf(context, tick.label);
    if (to - from < width) continue;
    context.fillStyle = palette.ink2;
    context.fillText(tick.label, names + (from + to - width) / 2, y);
  }
  if (isOpen && range.to >= axisLength(axis)) {
    context.fillStyle = palette.stuck;
    context.fillText(picture.words.now, names + plot - nowWidth + 8, y);
  }
}
