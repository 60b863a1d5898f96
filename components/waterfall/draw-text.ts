// Text on canvas: measured once per string and font, cut with an ellipsis.

const widths = new Map<string, Map<string, number>>();
/** A waterfall has hundreds of distinct names; one with a name a span must not keep them all. */
const MOST_KEPT = 20_000;

export function widthOf(context: CanvasRenderingContext2D, text: string): number {
  let known = widths.get(context.font);
  if (!known || known.size > MOST_KEPT) {
    known = new Map();
    widths.set(context.font, known);
  }
  let width = known.get(text);
  if (width === undefined) {
    width = context.measureText(text).width;
    known.set(text, width);
  }
  return width;
}

/** Draws at most `room` pixels; returns what was used. */
export function fillCut(context: CanvasRenderingContext2D, text: string, x: number, y: number, room: number): number {
  if (room < 8) return 0;
  // Nothing wider than a screen is worth measuring.
  const short = text.length > 300 ? text.slice(0, 300) : text;
  const width = widthOf(context, short);
  if (width <= room) {
    context.fillText(short, x, y);
    return width;
  }
  const cut = `${short.slice(0, Math.max(1, Math.floor((short.length * (room - 8)) / width)))}…`;
  context.fillText(cut, x, y, room);
  return room;
}

/** Fonts are drawn wrong until they are loaded; forget what was measured before. */
export const forgetWidths = (): void => widths.clear();
