import { type UnixMs, unixMs } from "../base/time.ts";

/** The last moment that RFC 3339's four digits of year can say; spans from a far future are kept, and shown as this. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const FIRST_MS = -62_135_596_800_000; // 0001-01-01

/** RFC 3339 in UTC with milliseconds. Never throws: `Date` does, beyond the year 275760. */
export function formatInstant(ms: number): string {
  const bounded = Number.isFinite(ms) ? Math.min(LAST_MS, Math.max(FIRST_MS, ms)) : LAST_MS;
  return new Date(bounded).toISOString();
}

export const formatInstantOrNull = (ms: number | null): string | null => (ms === null ? null : formatInstant(ms));

const RFC3339 = /^\d{4}-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** null when it is not RFC 3339, or names a day that does not exist (30 February). */
export function parseInstant(text: string): UnixMs | null {
  const match = RFC3339.exec(text);
  if (!match) return null;
  const ms = Date.parse(text.toUpperCase());
  if (Number.isNaN(ms)) return null;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return day.getUTCDate() === Number(match[2]) ? unixMs(ms) : null;
}
