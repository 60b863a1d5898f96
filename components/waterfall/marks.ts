// Shapes that say what colour says, for those who do not see it, and in print.

export function drawCross(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(x - 3.5, y - 3.5);
  context.lineTo(x + 3.5, y + 3.5);
  context.moveTo(x + 3.5, y - 3.5);
  context.lineTo(x - 3.5, y + 3.5);
  context.stroke();
  context.lineWidth = 1;
  context.lineCap = "butt";
}

export function drawHourglass(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  context.beginPath();
  context.moveTo(x - 3.5, y - 4.5);
  context.lineTo(x + 3.5, y - 4.5);
  context.lineTo(x - 3.5, y + 4.5);
  context.lineTo(x + 3.5, y + 4.5);
  context.closePath();
  context.stroke();
  context.beginPath();
  context.moveTo(x, y + 0.5);
  context.lineTo(x + 3, y + 4.2);
  context.lineTo(x - 3, y + 4.2);
  context.fill();
  context.lineWidth = 1;
  context.lineJoin = "miter";
}

const hatches = new Map<string, CanvasPattern>();

/** Stripes at 135°, 3 px of colour and 4 px of none; the tile is one period both ways, so that it repeats without a seam. */
export function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const ratio = context.getTransform().a || 1;
  const key = `${colour} ${ratio}`;
  const known = hatches.get(key);
  if (known) return known;
  const side = 10;
  const tile = document.createElement("canvas");
  tile.width = Math.round(side * ratio);
  tile.height = Math.round(side * ratio);
  const ink = tile.getContext("2d");
  if (!ink) return colour;
  ink.scale(tile.width / side, tile.height / side);
  ink.strokeStyle = colour;
  ink.lineWidth = 3;
  ink.beginPath();
  for (const shift of [-side, 0, side]) {
    ink.moveTo(shift - 2, side + 2);
    ink.lineTo(shift + side + 2, -2);
  }
  ink.stroke();
  const pattern = context.createPattern(tile, "repeat");
  if (!pattern) return colour;
  pattern.setTransform(new DOMMatrix().scale(side / tile.width, side / tile.height));
  hatches.set(key, pattern);
  return pattern;
}
