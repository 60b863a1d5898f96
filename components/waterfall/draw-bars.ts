import { toUnits } from "#lib/layout/fold-axis";
import { formatClock, formatDuration } from "#lib/layout/format";
import { ALIKE } from "#lib/layout/rows";
import { ERROR, GHOST, SUCCESS, serviceOf, TIMEOUT, WAIT } from "#lib/layout/span-table";
import { toPixel } from "#lib/layout/viewport";
import { widthOf } from "./draw-text.ts";
import { BAR_HEIGHT, BAR_TOP, ROW } from "./geometry.ts";
import { hatch } from "./marks.ts";
import type { Picture } from "./picture.ts";

/** Canvas rounds coordinates beyond this; a bar zoomed to a nanosecond would reach far further. */
const FAR = 20_000;

/** Draws one row's bar or bars; x runs from 0 to `plot`. */
export function drawBars(context: CanvasRenderingContext2D, row: number, y: number, plot: number, picture: Picture): void {
  const { plan, table } = picture;
  const item = plan.rows.subject[row]!;
  context.globalAlpha = plan.found !== null && plan.found[item] === 0 ? 0.45 : 1;
  if (plan.rows.kind[row] === ALIKE) drawAlike(context, item, y, plot, picture);
  else if (table.shape[item] === WAIT) drawWait(context, item, y, plot, picture);
  else if (table.shape[item] === GHOST) drawGhost(context, item, y, plot, picture);
  else drawSpan(context, item, y, plot, picture);
  context.globalAlpha = 1;
}

function edges(item: number, plot: number, { table, axis, range }: Picture): { readonly from: number; readonly to: number } {
  const start = table.start[item]!;
  const from = toPixel(range, toUnits(axis, start), plot);
  const to = toPixel(range, toUnits(axis, start + table.duration[item]!), plot);
  return { from: Math.max(-FAR, from), to: Math.min(FAR, Math.max(to, from + 2)) };
}

function drawSpan(context: CanvasRenderingContext2D, item: number, y: number, plot: number, picture: Picture): void {
  const { table, palette, colours, words } = picture;
  const { from, to } = edges(item, plot, picture);
  const service = serviceOf(table, item);
  const usual = table.usualOf(service, table.operation[item]!);
  if (usual) {
    const start = table.start[item]!;
    const usualTo = toPixel(picture.range, toUnits(picture.axis, start + usual.toNs), plot);
    context.strokeStyle = palette.lineStrong;
    context.beginPath();
    context.roundRect(from - 0.5, y + BAR_TOP - 2.5, Math.min(FAR, Math.max(4, usualTo - from)) + 1, BAR_HEIGHT + 5, 3);
    context.stroke();
  }
  context.fillStyle = colours[service]!;
  context.beginPath();
  context.roundRect(from, y + BAR_TOP, to - from, BAR_HEIGHT, 2);
  context.fill();
  const status = table.status[item]!;
  if (status !== SUCCESS) {
    context.strokeStyle = status === ERROR ? palette.failed : palette.late;
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(from + 0.75, y + BAR_TOP + 0.75, Math.max(0.5, to - from - 1.5), BAR_HEIGHT - 1.5, 2);
    context.stroke();
    context.lineWidth = 1;
  }
  if (picture.showCritical && table.critical[item] === 1) {
    context.fillStyle = palette.ink;
    context.fillRect(from, y + BAR_TOP + BAR_HEIGHT + 2, to - from, 2);
  }
  const length = formatDuration(table.duration[item]!, picture.lang);
  const label = status === SUCCESS ? length : `${length} · ${status === TIMEOUT ? words.timeout : words.error}`;
  labelBar(
    context,
    label,
    from,
    to,
    y,
    plot,
    status === SUCCESS ? palette.ink2 : status === ERROR ? palette.failed : palette.late,
    palette,
  );
}

/** Behind the bar where there is room, before it at the right edge, else in it. */
function labelBar(
  context: CanvasRenderingContext2D,
  label: string,
  from: number,
  to: number,
  y: number,
  plot: number,
  colour: string,
  palette: Picture["palette"],
): void {
  if (to < 0 || from > plot) return;
  context.font = `400 11px ${palette.mono}`;
  context.fillStyle = colour;
  const width = widthOf(context, label);
  const middle = y + ROW / 2 + 0.5;
  if (to + 6 + width <= plot + 12) context.fillText(label, to + 6, middle);
  else if (from - 6 - width >= 0) context.fillText(label, from - 6 - width, middle);
  else {
    const right = Math.min(to, plot) - 8;
    if (right - width < Math.max(0, from)) return;
    context.fillStyle = palette.surface;
    context.globalAlpha = 0.85;
    context.beginPath();
    context.roundRect(right - width - 4, y + BAR_TOP + 0.5, width + 8, BAR_HEIGHT - 1, 2);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = colour;
    context.fillText(label, right - width, middle);
  }
}

function drawAlike(context: CanvasRenderingContext2D, head: number, y: number, plot: number, picture: Picture): void {
  const { plan, table, palette, colours } = picture;
  const { childStart, childList, alikeHead, parent, alikeCount } = plan.forest;
  const above = parent[head]!;
  const status = table.status[head]!;
  context.fillStyle = colours[serviceOf(table, head)]!;
  let total = 0;
  let right = -FAR;
  let left = FAR;
  let open = false;
  let runFrom = 0;
  let runTo = 0;
  const close = (): void => {
    if (open) context.fillRect(runFrom, y + BAR_TOP, runTo - runFrom, BAR_HEIGHT);
  };
  for (let k = childStart[above]!; k < childStart[above + 1]!; k++) {
    const item = childList[k]!;
    if (alikeHead[item] !== head) continue;
    total += table.duration[item]!;
    const { from, to } = edges(item, plot, picture);
    left = Math.min(left, from);
    right = Math.max(right, to);
    // Neighbours closer than a pixel are one rectangle: thousands of them cost as much as the pixels they cover.
    if (open && from <= runTo + 1) runTo = Math.max(runTo, to);
    else {
      close();
      open = true;
      runFrom = from;
      runTo = to;
    }
  }
  close();
  if (status !== SUCCESS) {
    context.strokeStyle = status === ERROR ? palette.failed : palette.late;
    context.strokeRect(left, y + BAR_TOP, right - left, BAR_HEIGHT);
  }
  const label = `${formatDuration(total, picture.lang)} · ${picture.words.alike(alikeCount[head]!)}`;
  labelBar(context, label, left, right, y, plot, status === SUCCESS ? palette.ink2 : palette.failed, palette);
}

function drawWait(context: CanvasRenderingContext2D, item: number, y: number, plot: number, picture: Picture): void {
  const { from, to } = edges(item, plot, picture);
  const [left, right] = [Math.max(-10, from), Math.min(plot + 20, to)];
  if (right <= left) return;
  context.save();
  context.translate(left, y + BAR_TOP);
  context.fillStyle = hatch(context, picture.colours[serviceOf(picture.table, item)]!);
  context.globalAlpha *= 0.85;
  context.beginPath();
  context.roundRect(0, 0, right - left, BAR_HEIGHT, 2);
  context.fill();
  context.restore();
  const open = picture.table.openItems.includes(item);
  const label = formatDuration(picture.table.duration[item]!, picture.lang);
  labelBar(context, label, from, to, y, plot, open ? picture.palette.stuck : picture.palette.ink2, picture.palette);
}

function drawGhost(context: CanvasRenderingContext2D, item: number, y: number, plot: number, picture: Picture): void {
  const { table, palette, words, lang, moment } = picture;
  const ghost = table.ghostOf.get(item);
  const { from, to } = edges(item, plot, picture);
  const left = Math.max(-10, from);
  const right = Math.min(plot + 20, Math.max(to, from + 6));
  const due = ghost?.expectedByNs ?? null;
  const now = picture.nowNs;
  const late = due !== null && now !== null && now > due;
  const colour = ghost?.state === "cannot-tell" ? palette.unknown : ghost?.state === "missing" || late ? palette.stuck : palette.ink3;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.roundRect(left + 0.75, y + BAR_TOP + 0.25, Math.max(2, right - left - 1.5), BAR_HEIGHT - 0.5, 2);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 1;
  const at = due === null ? null : formatClock(moment, due, 0);
  const label =
    at === null || !ghost?.open ? words.notSeen : late ? words.expectedBy(at, formatDuration(now - due, lang)) : words.expectedAt(at);
  context.font = `600 11px ${palette.mono}`;
  context.fillStyle = colour;
  const width = widthOf(context, label);
  const middle = y + ROW / 2 + 0.5;
  if (Math.min(plot, right) - Math.max(0, left) > width + 14) context.fillText(label, Math.min(plot, right) - width - 8, middle);
  else if (left - width - 6 > 0) context.fillText(label, left - width - 6, middle);
  else if (right + 6 + width < plot + 12) context.fillText(label, right + 6, middle);
}
