import { durationMarks, type Field, type Mark, type Places, timeMarks } from "#lib/layout/scatter";
import { drawCross, hatch } from "../waterfall/marks.ts";
import type { Palette } from "../waterfall/palette.ts";

/** Around the plot: durations to the left, moments below. */
export const LEFT = 62;
export const TOP = 8;
export const RIGHT = 14;
export const BELOW = 22;

export interface ScatterPicture {
  readonly field: Field;
  readonly places: Places;
  /** By dot: its root service's colour; a failed one is drawn as a cross in its own. */
  readonly colours: readonly string[];
  readonly failed: readonly boolean[];
  readonly palette: Palette;
  readonly formatTime: (at: number) => string;
  readonly formatDuration: (ms: number) => string;
  /** What is older than this was not loaded; null when all was. */
  readonly loadedFromMs: number | null;
  readonly olderLabel: string;
  readonly hover: number;
  /** Corners in the plot's pixels. */
  readonly box: readonly [number, number, number, number] | null;
}

export function drawScatter(context: CanvasRenderingContext2D, width: number, height: number, picture: ScatterPicture): void {
  const { palette, field } = picture;
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  context.save();
  context.translate(LEFT, TOP);
  drawAxes(context, picture);
  drawOlder(context, picture);
  drawDots(context, picture);
  if (picture.box) drawBox(context, picture.box, palette, field);
  context.restore();
}

function drawAxes(context: CanvasRenderingContext2D, { field, palette, formatTime, formatDuration }: ScatterPicture): void {
  context.font = `400 11px ${palette.mono}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillStyle = palette.ink3;
  for (const { at, px } of durationMarks(field)) {
    line(context, palette.line, 0, px, field.width, px);
    context.fillText(formatDuration(at), -10, Math.min(field.height - 4, Math.max(5, px)));
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const { at, px } of withRoom(context, timeMarks(field), formatTime, field.width)) {
    line(context, palette.line, px, field.height, px, field.height + 4);
    context.fillText(formatTime(at), px, field.height + 17);
  }
  line(context, palette.lineStrong, 0, field.height, field.width, field.height);
  context.textAlign = "left";
}

/** Labels that stand wholly on the canvas. */
function withRoom(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  label: (at: number) => string,
  width: number,
): readonly Mark[] {
  return marks.filter(
    ({ at, px }) => px - context.measureText(label(at)).width / 2 > -LEFT && px + context.measureText(label(at)).width / 2 < width + RIGHT,
  );
}

/** Not loaded is not empty: hatched, and said. */
function drawOlder(context: CanvasRenderingContext2D, { field, palette, loadedFromMs, olderLabel }: ScatterPicture): void {
  if (loadedFromMs === null) return;
  const share = (loadedFromMs - field.fromMs) / (field.toMs - field.fromMs);
  const until = Math.min(field.width, share * field.width - 4);
  if (until < 8) return;
  context.globalAlpha = 0.5;
  context.fillStyle = hatch(context, palette.sunken);
  context.fillRect(0, 0, until, field.height);
  context.globalAlpha = 1;
  context.font = `400 11px ${palette.font}`;
  if (until < context.measureText(olderLabel).width + 16) return;
  context.fillStyle = palette.ink3;
  context.fillText(olderLabel, 8, 12);
}

function drawDots(context: CanvasRenderingContext2D, { places, colours, failed, palette, hover }: ScatterPicture): void {
  const { x, y, radius } = places;
  // Failed ones last: on top of those that are well.
  for (const pass of [false, true]) {
    for (let i = 0; i < x.length; i++) {
      if (failed[i] !== pass) continue;
      if (pass) {
        context.globalAlpha = 0.16;
        disc(context, palette.failed, x[i]!, y[i]!, radius[i]! + 2.5);
        context.globalAlpha = 1;
        drawCross(context, x[i]!, y[i]!, palette.failed);
      } else {
        context.globalAlpha = 0.62;
        disc(context, colours[i]!, x[i]!, y[i]!, radius[i]!);
        context.globalAlpha = 1;
      }
    }
  }
  if (hover < 0 || hover >= x.length) return;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x[hover]!, y[hover]!, radius[hover]! + 3.5, 0, 2 * Math.PI);
  context.stroke();
  context.lineWidth = 1;
}

function drawBox(
  context: CanvasRenderingContext2D,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  palette: Palette,
  field: Field,
): void {
  const [left, right] = [Math.max(0, Math.min(ax, bx)), Math.min(field.width, Math.max(ax, bx))];
  const [top, bottom] = [Math.max(0, Math.min(ay, by)), Math.min(field.height, Math.max(ay, by))];
  context.globalAlpha = 0.14;
  context.fillStyle = palette.accent;
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.strokeRect(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1);
}

function disc(context: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function line(context: CanvasRenderingContext2D, colour: string, ax: number, ay: number, bx: number, by: number): void {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(Math.round(ax) + 0.5, Math.round(ay) + 0.5);
  context.lineTo(Math.round(bx) + 0.5, Math.round(by) + 0.5);
  context.stroke();
}
