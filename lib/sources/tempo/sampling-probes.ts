import { MINUTE_MS, type Ms, nsToMs } from "../../base/time.ts";
import type { Trace, TraceId } from "../../trace/span.ts";

/**
 * `tracestate`, which says what share of traces a service keeps, cannot be selected: traces are fetched by id for it, and that is dear.
 * A service that samples by trace id betrays itself without it: all ids that are seen of it end in high digits.
 *
 *   0 ───────────────── 2^56     one in ten is kept: only ids in here
 *   · ·· ·  · ·· ·   ·|xxxxx|    four in a row in there, by chance once in ten thousand
 *
 * So a service is asked for once in a quarter of an hour; every minute while its ids look sampled or the last answer said that they are; and where
 * an answer says so, the traces that were given before it without their `tracestate` are fetched too.
 */
export interface SamplingProbes {
  /** Which of these have to be fetched; told in order of time, each trace once. */
  choose(traces: readonly Trace[]): readonly TraceId[];
  /** What a fetched one says. Answers with those that were given before and may say the same. */
  learn(trace: Trace): readonly TraceId[];
}

interface Service {
  /** By `SIGNS`: so many of its ids in a row were that high. */
  readonly runs: number[];
  /** The latest that were given unasked. */
  recent: TraceId[];
  isSampled: boolean;
}

/**
 * A share of ids below, and how many in a row above it are no chance any more: about one in ten to a hundred thousand, since a service of a
 * hundred traces a minute has six thousand chances an hour. No longer than `MOST_RECENT`, so that the first of the row are fetched too.
 */
const SIGNS = [
  { above: 0.9, inARow: 4 },
  { above: 0.75, inARow: 8 },
  { above: 0.5, inARow: 16 },
  { above: 0.1, inARow: 110 },
] as const;
const SELDOM_MS: Ms = 15 * MINUTE_MS;
const MOST_ASKED = 20_000;
const MOST_SERVICES = 5_000;
const MOST_RECENT = 16;
const DIGITS = 14;
const WHOLE = 2 ** 56;

export function createSamplingProbes(): SamplingProbes {
  const services = new Map<string, Service>();
  const asked = new Set<string>();

  const stateOf = (name: string): Service => {
    const known = services.get(name);
    if (known) return known;
    const fresh: Service = { runs: SIGNS.map(() => 0), recent: [], isSampled: false };
    services.set(name, fresh);
    for (const oldest of services.keys()) if (services.size <= MOST_SERVICES || !services.delete(oldest)) break;
    return fresh;
  };

  /** The times for which the trace would be an answer, and there is none yet. */
  const unknownOf = (trace: Trace, names: readonly string[]): readonly string[] => {
    const at = nsToMs(trace.startUnixNs);
    const keys: string[] = [];
    for (const name of names) {
      const { runs, isSampled } = stateOf(name);
      const often = isSampled || SIGNS.some(({ inARow }, sign) => runs[sign]! >= inARow);
      const key = `${often ? MINUTE_MS : SELDOM_MS} ${Math.floor(at / (often ? MINUTE_MS : SELDOM_MS))} ${name}`;
      if (!asked.has(key)) keys.push(key);
    }
    return keys;
  };

  return {
    choose(traces) {
      const chosen: TraceId[] = [];
      const seen = traces.map((trace) => ({ trace, names: namesIn(trace) }));
      const take = (trace: Trace, keys: readonly string[]) => {
        if (keys.length === 0) return;
        for (const key of keys) asked.add(key);
        for (const oldest of asked) if (asked.size <= MOST_ASKED || !asked.delete(oldest)) break;
        chosen.push(trace.traceId);
      };
      // A trace over many services answers for all of them.
      for (const { trace, names } of seen.filter(({ names }) => names.length > 1).sort((a, b) => b.names.length - a.names.length))
        take(trace, unknownOf(trace, names));
      const known = new Set(chosen);
      for (const { trace, names } of seen) {
        const place = placeOf(trace.traceId);
        for (const name of names) {
          const service = stateOf(name);
          for (const [sign, { above }] of SIGNS.entries()) service.runs[sign] = place >= above ? service.runs[sign]! + 1 : 0;
        }
        if (!known.has(trace.traceId)) {
          const keys = unknownOf(trace, names);
          take(trace, keys);
          if (keys.length > 0) continue;
          for (const name of names) {
            const { recent } = stateOf(name);
            recent.push(trace.traceId);
            if (recent.length > MOST_RECENT) recent.shift();
          }
        }
      }
      return chosen;
    },
    learn(trace) {
      const again = new Set<TraceId>();
      for (const name of namesIn(trace)) {
        const service = stateOf(name);
        const threshold = thresholdIn(trace, name);
        service.isSampled = threshold !== null;
        if (threshold === null) continue;
        for (const traceId of service.recent) if (traceId.slice(-DIGITS) >= threshold) again.add(traceId);
        service.recent = [];
      }
      again.delete(trace.traceId);
      return [...again];
    },
  };
}

function namesIn({ spans }: Trace): readonly string[] {
  const names: string[] = [];
  for (const { resource } of spans) if (!names.includes(resource.service)) names.push(resource.service);
  return names;
}

/** 0 ≤ x < 1 */
const placeOf = (traceId: TraceId): number => Number.parseInt(traceId.slice(-DIGITS), 16) / WHOLE;

function thresholdIn({ spans }: Trace, name: string): string | null {
  for (const { resource, traceState } of spans) {
    if (resource.service !== name || traceState === null) continue;
    const digits = /(?:^|,)\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})(?=[;,\s]|$)/i.exec(traceState)?.[1];
    if (digits !== undefined) return digits.toLowerCase().padEnd(DIGITS, "0");
  }
  return null;
}
