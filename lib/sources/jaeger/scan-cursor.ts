import type { Ms } from "../../base/time.ts";

/**
 * Jaeger cannot be asked for arrivals, only for spans by their start. A span arrives later than it starts: most at once, some late.
 * So what was read is read again, the newest part often, the rest seldom:
 *
 *   late up to      10 s       2 min      10 min  (the configured lateness)
 *   read at least   always     20 s       4 min   apart
 *
 * A layer was last read at `readAt`, by our clock, *before* asking. A span that the reading missed had not arrived then; being at most
 * `lateMs` late, it starts after `readAt − lateMs`. So the layer's next reading begins there, however long ago that was: complete,
 * whatever the pauses between scans. Only the last layer carries the promise; the others make it quick for what is nearly in time.
 */
export interface Layer {
  readonly lateMs: Ms;
  readonly everyMs: Ms;
}

export function layersOf(latenessMs: Ms): readonly Layer[] {
  const quick = [
    { lateMs: 10_000, everyMs: 0 },
    { lateMs: 120_000, everyMs: 20_000 },
  ].filter(({ lateMs }) => lateMs < latenessMs);
  return [...quick, { lateMs: latenessMs, everyMs: quick.length === 0 ? 0 : latenessMs * 0.4 }];
}

/** One reading, from `positionUs` on up to `endUs`: several scans long while history is loaded. */
export interface Sweep {
  readonly beganMs: number;
  readonly fromUs: number;
  readonly positionUs: number;
  readonly endUs: number;
}

export interface ScanState {
  /** Counts scans, so that no two cursors are the same. */
  readonly count: number;
  /** When each layer was last read, milliseconds; null before the first reading was complete. */
  readonly readAt: readonly number[] | null;
  readonly sweep: Sweep | null;
  readonly windowUs: number;
}

const VERSION = "j1";

/** `j1.count.window.began.from.position.end.readAt…`; `-` where there is none. */
export function writeScanCursor({ count, readAt, sweep, windowUs }: ScanState): string {
  const swept = sweep ? [sweep.beganMs, sweep.fromUs, sweep.positionUs, sweep.endUs] : ["-", "-", "-", "-"];
  return [VERSION, count, windowUs, ...swept, ...(readAt ?? ["-"])].join(".");
}

/** Null: not one of ours. A cursor of another lateness is one: its layers are taken as never read but for the oldest of them. */
export function readScanCursor(text: string, layers: number): ScanState | null {
  const [version, count, windowUs, ...rest] = text.split(".");
  const swept = rest.slice(0, 4);
  const readAt = rest.slice(4);
  const isNumber = (part: string | undefined) => part !== undefined && /^\d{1,16}$/.test(part);
  const isNone = (parts: readonly string[]) => parts.every((part) => part === "-");
  if (version !== VERSION || !isNumber(count) || !isNumber(windowUs) || swept.length !== 4 || readAt.length === 0) return null;
  if (!(swept.every(isNumber) || isNone(swept)) || !(readAt.every(isNumber) || (readAt.length === 1 && isNone(readAt)))) return null;
  const [beganMs, fromUs, positionUs, endUs] = swept.map(Number) as [number, number, number, number];
  const read = isNone(readAt) ? null : readAt.map(Number);
  return {
    count: Number(count),
    windowUs: Number(windowUs),
    sweep: isNone(swept) ? null : { beganMs, fromUs, positionUs, endUs },
    readAt: read === null || read.length === layers ? read : new Array(layers).fill(Math.min(...read)),
  };
}

/** What the next sweep has to read: from the oldest start that a layer now due may have missed. */
export function planSweep(
  readAt: readonly number[] | null,
  layers: readonly Layer[],
  now: number,
  { historyMs, aheadMs }: { historyMs: Ms; aheadMs: Ms },
): Sweep {
  let fromMs = now - historyMs;
  if (readAt !== null) {
    // The first layer is always due, also when our clock was set back.
    fromMs = readAt[0]! - layers[0]!.lateMs;
    for (const [i, { lateMs, everyMs }] of layers.entries()) {
      if (now - readAt[i]! >= everyMs) fromMs = Math.min(fromMs, readAt[i]! - lateMs);
    }
  }
  const fromUs = Math.max(0, Math.floor(fromMs * 1_000));
  return { beganMs: Math.floor(now), fromUs, positionUs: fromUs, endUs: Math.floor((now + aheadMs) * 1_000) };
}

/** After a sweep: every layer whose part lay wholly in it counts as read when the sweep began. */
export function afterSweep(readAt: readonly number[] | null, layers: readonly Layer[], { beganMs, fromUs }: Sweep): readonly number[] {
  return layers.map(({ lateMs }, i) => (readAt === null || (readAt[i]! - lateMs) * 1_000 >= fromUs ? beganMs : readAt[i]!));
}
