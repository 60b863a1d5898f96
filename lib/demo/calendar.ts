import { randomFor, type Seed, shuffled } from "./random.ts";
import { PERIOD_NAMES, PERIODS, type PeriodKind, type Rates, WINDOW_MS } from "./scenarios.ts";
import { SERVICES, type ServiceName } from "./services.ts";

/** A time in which one service's telemetry, or the service itself, is not as it should be. Times count from the company's opening. */
export interface Period {
  readonly kind: PeriodKind;
  readonly service: ServiceName;
  /** The one instance with the wrong clock; null where the whole service is meant. */
  readonly instanceId: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly clockOffsetMs: number;
}

export interface Calendar {
  /** Periods of `service` that overlap [from, to], by start. */
  overlapping(service: ServiceName, fromMs: number, toMs: number): readonly Period[];
  at(service: ServiceName, kind: PeriodKind, ms: number): Period | null;
}

const MINUTE = 60_000;
/** Between two periods of one service: longer than the longest hard deadline (10 min), so that no wait is touched by both. */
const REST_MS = 12 * MINUTE;
/** A single period of a window begins after the first minutes and is over 30 min before the window's end: its orders come to their end. */
const FIRST_MS = 4 * MINUTE;
const LAST_MS = WINDOW_MS - 34 * MINUTE;
/** A service that is always down would never be served at all. */
const LEAST_UP_MS = 5 * MINUTE;

/**
 * Windows of 3 h, each with its share of every kind:
 *
 *   window 0                          window 1
 *   |  down···   backlog······        |  down···   backlog······        |   crm-api
 *   |     sampled············         |                                 |   mes-api
 *   |                                 |     sampled············         |   crm
 *
 * A kind that comes once a window begins at the same offset in each, so that any 3 h hold it; whom it befalls changes.
 */
export function createCalendar(seed: Seed, rates: Rates): Calendar {
  const windows = new Map<number, ReadonlyMap<ServiceName, readonly Period[]>>();
  const window = (index: number) => {
    let made = windows.get(index);
    if (!made) {
      made = index < 0 ? new Map() : planWindow(seed, rates, index);
      windows.set(index, made);
    }
    return made;
  };
  const overlapping = (service: ServiceName, fromMs: number, toMs: number): readonly Period[] => {
    const first = Math.floor(fromMs / WINDOW_MS);
    const last = Math.min(Math.floor(toMs / WINDOW_MS), first + 50);
    const found: Period[] = [];
    for (let i = first; i <= last; i++) {
      for (const p of window(i).get(service) ?? []) if (p.fromMs <= toMs && p.toMs > fromMs) found.push(p);
    }
    return found;
  };
  const at = (service: ServiceName, kind: PeriodKind, ms: number): Period | null => {
    for (const p of window(Math.floor(ms / WINDOW_MS)).get(service) ?? []) {
      if (p.kind === kind && p.fromMs <= ms && ms < p.toMs) return p;
    }
    return null;
  };
  return { overlapping, at };
}

function planWindow(seed: Seed, rates: Rates, index: number): ReadonlyMap<ServiceName, readonly Period[]> {
  const taken = new Map<ServiceName, Period[]>();
  const free = (service: ServiceName, from: number, to: number, rest: number) =>
    (taken.get(service) ?? []).every((p) => p.toMs + rest <= from || to + rest <= p.fromMs);
  for (const kind of PERIOD_NAMES) {
    const perWindow = (rates[kind] * WINDOW_MS) / PERIODS[kind].lengthMs;
    const count = Math.ceil((index + 1) * perWindow - 1e-6) - Math.ceil(index * perWindow - 1e-6);
    for (let n = 0; n < count; n++) {
      const random = randomFor(seed, "calendar", index, kind, n);
      const usual = shuffled(PERIODS[kind].services, random);
      const services = isOutage(kind) ? usual : [...usual, ...shuffled(Object.keys(SERVICES) as ServiceName[], random)];
      // First whom the seed wants, at whatever time suits; then whoever is free; at last without a rest between two periods.
      for (let attempt = 0; attempt < 60; attempt++) {
        const [from, to] = slotOf(seed, kind, index, n, count, attempt);
        const rest = attempt < 50 ? REST_MS : 0;
        const wanted = attempt < 20 ? services.slice(0, 1) : services;
        const open = wanted.filter((s) => free(s, from, to, rest));
        const service = open.find((s) => !hidesLateness(kind, s, from, to, taken)) ?? (attempt < 40 ? undefined : open[0]);
        if (!service) continue;
        const skewed = kind === "skewed-clock";
        const period: Period = {
          kind,
          service,
          instanceId: skewed ? random.pick(SERVICES[service]).id : null,
          fromMs: from,
          toMs: to,
          clockOffsetMs: skewed ? (random.chance(0.5) ? 5_000 : -5_000) : 0,
        };
        taken.set(
          service,
          [...(taken.get(service) ?? []), period].sort((a, b) => a.fromMs - b.fromMs),
        );
        break;
      }
    }
  }
  return taken;
}

/** What can befall CRM API alone. */
const isOutage = (kind: PeriodKind): boolean => kind === "service-down" || kind === "backlog";

/**
 * MES API publishes what CRM API lets wait in a backlog or an outage: were its publishing not seen meanwhile, nobody could tell how long
 * the wait was, and most rows of that time would have to stay unjudged. Where another service can take the period, it does.
 */
function hidesLateness(
  kind: PeriodKind,
  service: ServiceName,
  from: number,
  to: number,
  taken: ReadonlyMap<ServiceName, Period[]>,
): boolean {
  if (service !== "mes-api" || (kind !== "exporter-silent" && kind !== "sampled")) return false;
  return (taken.get("crm-api") ?? []).some((p) => isOutage(p.kind) && p.fromMs < to && from < p.toMs);
}

function slotOf(seed: Seed, kind: PeriodKind, index: number, n: number, count: number, attempt: number): readonly [number, number] {
  const base = index * WINDOW_MS;
  if (count === 1) {
    const length = Math.min(PERIODS[kind].lengthMs, LAST_MS - FIRST_MS);
    const from = base + Math.round(randomFor(seed, "slot", kind, attempt).between(FIRST_MS, LAST_MS - length));
    return [from, from + length];
  }
  const slot = WINDOW_MS / count;
  const length = Math.min(PERIODS[kind].lengthMs, isOutage(kind) ? Math.max(slot / 2, slot - LEAST_UP_MS) : slot);
  const from = base + n * slot + Math.round(randomFor(seed, "slot", kind, index, n, attempt).between(0, slot - length));
  return [from, from + length];
}
