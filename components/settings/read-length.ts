const SECOND_MS = 1_000;
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|мс)$/, 1],
  [/^(s|sec|с|сек)$/, SECOND_MS],
  [/^(m|min|м|мин)$/, 60 * SECOND_MS],
  [/^(h|ч)$/, 3_600 * SECOND_MS],
  [/^(d|д)$/, 86_400 * SECOND_MS],
];

/** What a person types: `30s`, `2 min`, `1 h 30 min`, `1,5 мин`. `none` for an empty field, null where it is no length. */
export function readLength(text: string): number | "none" | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "" || trimmed === "—") return "none";
  let rest = trimmed;
  let ms = 0;
  while (rest !== "") {
    const found = /^(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-zа-я]+)\.?\s*/.exec(rest);
    const unit = found && UNITS.find(([name]) => name.test(found[2]!));
    if (!found || !unit) return null;
    ms += Number(found[1]!.replace(",", ".")) * unit[1];
    rest = rest.slice(found[0].length);
  }
  const whole = Math.round(ms);
  return whole > 0 && whole <= 365 * 86_400 * SECOND_MS ? whole : null;
}

interface UnitWords {
  readonly ms: string;
  readonly s: string;
  readonly min: string;
  readonly h: string;
  readonly d: string;
}

/** Exactly, and as it can be read again: `1 h 30 min`. */
export function writeLength(ms: number | null, unit: UnitWords): string {
  if (ms === null) return "";
  const parts: string[] = [];
  let rest = ms;
  for (const [name, size] of [
    [unit.d, 86_400_000],
    [unit.h, 3_600_000],
    [unit.min, 60_000],
    [unit.s, 1_000],
    [unit.ms, 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}
