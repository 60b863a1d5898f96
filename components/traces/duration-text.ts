/**
 * Durations as people write them: `250`, `250ms`, `1.5s`, `1,5 с`, `2m`, `2 мин 10 с`; a bare figure is milliseconds.
 * @returns milliseconds; null where it is no duration
 */
export function readDuration(text: string): number | null {
  const asked = text.trim().toLowerCase().replaceAll(",", ".");
  if (asked === "") return null;
  if (/^\d+(\.\d+)?$/.test(asked)) return Number(asked);
  if (!/^(\s*\d+(\.\d+)?\s*[a-zµμа-я]+)+$/.test(asked)) return null;
  let sum = 0;
  for (const [, figure = "", name = ""] of asked.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµμа-я]+)/g)) {
    const unit = UNITS[name];
    if (unit === undefined) return null;
    sum += Number(figure) * unit;
  }
  return Number(sum.toPrecision(12));
}

const UNITS: Readonly<Record<string, number | undefined>> = {
  us: 1e-3, µs: 1e-3, μs: 1e-3, мкс: 1e-3,
  ms: 1, мс: 1,
  s: 1e3, sec: 1e3, с: 1e3, сек: 1e3,
  m: 6e4, min: 6e4, м: 6e4, мин: 6e4,
  h: 36e5, ч: 36e5,
}; // biome-ignore format: one unit a line

/** The shortest text that reads back as the same number: `1.5s`, `250ms`. */
export function writeDuration(ms: number): string {
  for (const [name, unit] of [
    ["h", 36e5],
    ["min", 6e4],
    ["s", 1e3],
  ] as const) {
    // biome-ignore format: pairs
    const figure = ms / unit;
    if (figure >= 1 && Number(figure.toPrecision(3)) * unit === ms) return `${Number(figure.toPrecision(3))}${name}`;
  }
  return `${ms}ms`;
}
