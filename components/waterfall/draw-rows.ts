// The rows in sight: names to the left, bars to the right. Only these are touched, so a frame costs the same at any size.

import { toUnits } from "#lib/layout/fold-axis";
import { GROUP } from "#lib/layout/rows";
import { toPixel } from "#lib/layout/viewport";
import { drawBars } from "./draw-bars.ts";
import { drawGroup, drawName } from "./draw-names.ts";
import { nameWidth, plotWidth, ROW } from "./geometry.ts";
import type { Picture } from "./picture.ts";

export function drawRows(context: CanvasRenderingContext2D, width: number, height: number, picture: Picture): void {
  const { palette, plan, scrollTop } = picture;
  const names = nameWidth(width);
  const plot = plotWidth(width);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  const first = Math.max(0, Math.floor(scrollTop / ROW));
  const last = Math.min(plan.rows.count - 1, Math.floor((scrollTop + height) / ROW));

  for (let row = first; row <= last; row++) {
    const y = row * ROW - scrollTop;
    const colour = row === picture.activeRow ? palette.accentSoft : row === picture.hoverRow ? palette.sunken : null;
    if (colour === null) continue;
    context.fillStyle = colour;
    context.fillRect(0, y, width, ROW);
  }
  context.save();
  context.beginPath();
  context.rect(names, 0, width - names, height);
  context.clip();
  context.translate(names, 0);
  drawFolds(context, plot, height, picture);
  for (let row = first; row <= last; row++) {
    if (plan.rows.kind[row] !== GROUP) drawBars(context, row, row * ROW - scrollTop, plot, picture);
  }
  drawNow(context, plot, height, picture);
  context.restore();

  context.fillStyle = palette.line;
  context.fillRect(names, 0, 1, height);
  for (let row = first; row <= last; row++) {
    const y = row * ROW - scrollTop;
    if (plan.rows.kind[row] === GROUP) drawGroup(context, row, y, width, picture);
    else drawName(context, row, y, names, picture);
  }
}

/** Many narrow folds with edges would be a fence. */
const LEAST_EDGED_PX = 24;

/** Folded idle time is a band of shade, so that nobody takes its width for time. */
function drawFolds(context: CanvasRenderingContext2D, plot: number, height: number, picture: Picture): void {
  const { axis, range, palette } = picture;
  for (let k = 0; k < axis.folded.length; k++) {
    if (axis.folded[k] === 0) continue;
    const from = Math.max(0, toPixel(range, axis.units[k]!, plot));
    const to = Math.min(plot, toPixel(range, axis.units[k + 1]!, plot));
    if (to <= from) continue;
    context.globalAlpha = 0.45;
    context.fillStyle = palette.sunken;
    context.fillRect(from, 0, to - from, height);
    context.globalAlpha = 1;
    if (to - from < LEAST_EDGED_PX) continue;
    context.strokeStyle = palette.line;
    context.setLineDash([2, 4]);
    context.beginPath();
    context.moveTo(Math.round(from) + 0.5, 0);
    context.lineTo(Math.round(from) + 0.5, height);
    context.moveTo(Math.round(to) - 0.5, 0);
    context.lineTo(Math.round(to) - 0.5, height);
    context.stroke();
    context.setLineDash([]);
  }
}

function drawNow(context: CanvasRenderingContext2D, plot: number, height: number, picture: Picture): void {
  if (picture.nowNs === null || picture.table.openItems.length === 0) return;
  const x = toPixel(picture.range, toUnits(picture.axis, picture.nowNs), plot);
  if (x < 0 || x > plot + 8) return;
  context.fillStyle = picture.palette.stuck;
  context.globalAlpha = 0.6;
  context.fillRect(Math.round(x), 0, 1, height);
  context.globalAlpha = 1;
}
