import { HOUR_MS, MINUTE_MS, type Ms, type UnixMs, unixMs } from "../base/time.ts";

/** How many executions of each chain began in each minute: for "no orders where 40 are usual". */
export interface VolumeBook {
  /** Chain → hour → its sixty minutes. */
  readonly begun: Map<string, Map<number, Uint32Array>>;
  readonly changed: Set<number>;
}

const MINUTES = 60;
const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;
export const createVolumes = (): VolumeBook => ({ begun: new Map(), changed: new Set() });

export function countBegun(book: VolumeBook, chainId: string, startedMs: UnixMs): void {
  const hour = Math.floor(startedMs / HOUR_MS);
  minutesOf(book, chainId, hour)[Math.floor(startedMs / MINUTE_MS) - hour * MINUTES]!++;
  book.changed.add(hour);
}

function minutesOf(book: VolumeBook, chainId: string, hour: number): Uint32Array {
  const hours = book.begun.get(chainId) ?? new Map<number, Uint32Array>();
  book.begun.set(chainId, hours);
  const minutes = hours.get(hour) ?? new Uint32Array(MINUTES);
  hours.set(hour, minutes);
  return minutes;
}

/** What began in a time, and what usually does. */
export interface Volume {
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly begun: number;
  readonly usual: number;
}

/** Beside the time since the last one began: the shortest in which enough would have come. */
const WINDOWS_MS: readonly Ms[] = [15, 30, 60, 120, 360].map((minutes) => minutes * MINUTE_MS);
const ENOUGH_USUAL = 40;
/** So few of them are no coincidence, and no slow day either. */
const FAR_FEWER = 0.05;
/** As many hours like this one must be known: a young installation knows no habits. */
const ENOUGH_HOURS = 3;

/** Null where as many came as usual, or too little is known of what is usual. `upTo`: what began before it has arrived. */
export function findMissingVolume(book: VolumeBook, chainId: string, upTo: UnixMs): Volume | null {
  const hours = book.begun.get(chainId);
  if (!hours) return null;
  const to = Math.floor(upTo / MINUTE_MS) * MINUTE_MS;
  const last = lastBegun(hours, to);
  const windows = last === null ? WINDOWS_MS : [to - last, ...WINDOWS_MS];
  for (const windowMs of windows) {
    const from = to - windowMs;
    let usual = 0;
    let begun = 0;
    for (let ms = from; ms < to; ms += MINUTE_MS) {
      const hour = Math.floor(ms / HOUR_MS);
      const perHour = usualPerHour(hours, hour);
      if (perHour === null) return null;
      usual += perHour / MINUTES;
      begun += hours.get(hour)?.[Math.floor(ms / MINUTE_MS) - hour * MINUTES] ?? 0;
    }
    if (usual < ENOUGH_USUAL) continue;
    if (begun > FAR_FEWER * usual) return null;
    return { from: unixMs(lastBegun(hours, from) ?? from), to: unixMs(to), begun, usual: Math.round(usual) };
  }
  return null;
}

/** The least of the hours like it but for one: an hour that was empty once (a holiday, an outage) is none to go by, twice is a habit. */
function usualPerHour(hours: ReadonlyMap<number, Uint32Array>, hour: number): number | null {
  const first = Math.min(...hours.keys());
  for (const period of [HOURS_A_WEEK, HOURS_A_DAY]) {
    const counts: number[] = [];
    for (let back = hour - period; back > first && counts.length < 5; back -= period) {
      counts.push(hours.get(back)?.reduce((sum, minute) => sum + minute, 0) ?? 0);
    }
    if (counts.length >= ENOUGH_HOURS) return counts.sort((a, b) => a - b)[1]!;
  }
  return null;
}

/** When the last one began before or in the window. */
function lastBegun(hours: ReadonlyMap<number, Uint32Array>, from: number): number | null {
  const hour = Math.floor(from / HOUR_MS);
  for (let back = hour; back > hour - 6; back--) {
    const minutes = hours.get(back);
    if (!minutes) continue;
    for (let minute = MINUTES - 1; minute >= 0; minute--) {
      const ms = (back * MINUTES + minute) * MINUTE_MS;
      if (minutes[minute]! > 0 && ms < from) return ms + MINUTE_MS;
    }
  }
  return null;
}

export function trimVolumes(book: VolumeBook, newestMs: UnixMs): void {
  const before = Math.floor(newestMs / HOUR_MS) - 6 * HOURS_A_WEEK;
  for (const hours of book.begun.values()) for (const hour of hours.keys()) if (hour < before) hours.delete(hour);
}

export function keptVolumeHours(book: VolumeBook): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const hours of book.begun.values()) for (const hour of hours.keys()) kept.add(hour);
  return kept;
}

export type VolumeHour = Readonly<Record<string, readonly number[]>>;

export function writeVolumeHour(book: VolumeBook, hour: number): VolumeHour {
  const written: Record<string, readonly number[]> = Object.create(null);
  for (const [chainId, hours] of book.begun) if (hours.has(hour)) written[chainId] = [...hours.get(hour)!];
  return written;
}

export function readVolumeHour(book: VolumeBook, hour: number, document: VolumeHour | undefined): void {
  for (const [chainId, minutes] of Object.entries(document ?? {})) minutesOf(book, chainId, hour).set(minutes.slice(0, MINUTES));
}
