// Sizes that drawing and hit-testing share, in CSS pixels.

export const ROW = 24;
export const BAR_TOP = 6;
export const BAR_HEIGHT = 12;
export const MINIMAP_TOP = 8;
export const MINIMAP_HEIGHT = 44;
export const AXIS_HEIGHT = 24;
export const HEAD_HEIGHT = MINIMAP_TOP + MINIMAP_HEIGHT + AXIS_HEIGHT;
export const PAD = 16;
export const NAME_WIDE = 304;
export const NAME_NARROW = 132;
/** Below this width the panel becomes a sheet and the names give way. */
export const NARROW = 720;

export const nameWidth = (width: number): number => (width < NARROW - 120 ? NAME_NARROW : Math.min(NAME_WIDE, Math.round(width * 0.36)));
export const plotWidth = (width: number): number => Math.max(40, width - nameWidth(width) - PAD);

/** Deep trees go on to the right ever more slowly, so that a name is always left. */
export function indentOf(depth: number, nameColumn: number): number {
  const step = nameColumn < 200 ? 7 : 14;
  const even = Math.min(depth, 8) * step;
  const rest = Math.max(0, depth - 8);
  return even + Math.min(nameColumn * 0.25, rest * 2);
}
