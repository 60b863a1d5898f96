import { toWall, weekStart } from "#lib/layout/charts/zone";
import { readLocal } from "./local-time.ts";

/** `2026-11-16`: the Monday of the week, by the reader's calendar. Any other day of a week names it too. */
export function readWeek(text: string | null, zone: string): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(text ?? "") ? readLocal(`${text}T12:00`, zone) : null;
  return at === null || Number.isNaN(at) ? null : weekStart(at, zone);
}

export function writeWeek(monday: number, zone: string): string {
  const { year, month, day } = toWall(monday, zone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
