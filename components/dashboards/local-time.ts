import { fromWall, toWall } from "#lib/layout/charts/zone";

/** What a datetime-local field holds: the wall clock of a zone, without saying which. */
export function writeLocal(ms: number, zone: string): string {
  const { year, month, day, hour, minute } = toWall(ms, zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

export function readLocal(text: string, zone: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return fromWall({ year, month, day, hour, minute }, zone);
}
