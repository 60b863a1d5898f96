export type TextPiece = string | { readonly at: string };

const SAID = /(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d) UTC/g;
const DAY_MS = 86_400_000;

/**
 * The verdict's text says times in UTC, for scripts and tickets; a reader wants them in the zone of everything else on the page.
 *
 *   "published at 14:02:11 UTC, not consumed"  →  ["published at ", {at: "2026-11-23T14:02:11.000Z"}, ", not consumed"]
 *
 * Without a date it is the day that brings it closest to `near` (the evidence's own moment, or the verdict's).
 */
export function findInstants(text: string, near: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(SAID)) {
    const at = match[1] ? Date.parse(`${match[1]}T${match[2]}Z`) : closest(match[2] ?? "", Date.parse(near));
    if (Number.isNaN(at)) continue;
    pieces.push(text.slice(from, match.index), { at: new Date(at).toISOString() });
    from = match.index + match[0].length;
  }
  pieces.push(text.slice(from));
  return pieces.filter((piece) => piece !== "");
}

function closest(clock: string, near: number): number {
  if (Number.isNaN(near)) return Number.NaN;
  const sameDay = Date.parse(`${new Date(near).toISOString().slice(0, 10)}T${clock}Z`);
  const days = Math.round((near - sameDay) / DAY_MS);
  return sameDay + days * DAY_MS;
}
