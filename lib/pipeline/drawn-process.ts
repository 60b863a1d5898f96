/**
 * For tests: the log of a slow business process as spans – a loan office, say: people work by day, cases take days, steps are done again,
 * some cases are given up. Nobody sends heartbeats. What must be said of each case is known from how it was made.
 */
import { HOUR_MS, MINUTE_MS, type Ms, type UnixMs, unixMs, unixNs } from "../base/time.ts";
import type { ChainSet } from "../chains/definition.ts";
import { loadChains } from "../chains/load.ts";
import type { ArrivingSpan, Resource, SpanId, TraceId } from "../trace/span.ts";

const DAY_MS = 24 * HOUR_MS;

export interface ProcessOptions {
  readonly seed: number;
  readonly days: number;
  readonly cases: number;
  readonly end: UnixMs;
  /** One trace a case, or one an event. */
  readonly tracePer: "case" | "event";
  /** Time runs this much faster: a day in minutes. */
  readonly faster?: number;
  /** Sounds of every desk through the night. */
  readonly heartbeatMs?: Ms;
}

export interface ProcessCase {
  readonly id: string;
  readonly kind: "done" | "done-late" | "stopped";
  /** The step that never came. */
  readonly missing: string | null;
  readonly lastMs: UnixMs;
  readonly dueMs: UnixMs;
}

const STEPS = [
  { id: "submitted", desk: "front-desk", soft: 0, hard: 0 },
  { id: "checked", desk: "back-office", soft: 24, hard: 72 },
  { id: "assessed", desk: "risk", soft: 48, hard: 120 },
  { id: "offered", desk: "front-desk", soft: 24, hard: 72 },
  { id: "signed", desk: "back-office", soft: 48, hard: 144 },
] as const;

export function processChains(faster = 1): ChainSet {
  const length = (hours: number) => `${Math.round((hours * 3_600) / faster)}s`;
  const steps = STEPS.map(
    (step, index) => `
      - id: ${step.id}
        title: { en: ${step.id}, ru: ${step.id} }
        role: work
        services: [${step.desk}]
        ${index === 0 ? "" : `soft: ${length(step.soft)}\n        hard: ${length(step.hard)}`}
        match:
          - { name: ${step.id} }`,
  );
  const text = `version: 1
order_keys: [case]
chains:
  - id: loan
    title: { en: Loan, ru: Заём }
    keyed_by: order
    signs:
      - { attributes: { process: loan } }
    steps:${steps.join("")}
`;
  const loaded = loadChains(text, "loan.yaml");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

export function drawProcess(options: ProcessOptions): { readonly spans: readonly ArrivingSpan[]; readonly cases: readonly ProcessCase[] } {
  const { days, end, faster = 1 } = options;
  const random = randomOf(options.seed);
  const begin = end - days * DAY_MS;
  const spans: ArrivingSpan[] = [];
  const cases: ProcessCase[] = [];
  const real = (ms: number): number => end - (end - ms) / faster;
  let number = 0;
  const hex = (length: number): string => (++number * 7919).toString(16).padStart(length, "a");
  const add = (name: string, desk: string, trace: TraceId, ms: number, tookMs: Ms, caseId: string | null): void => {
    spans.push({
      traceId: trace,
      spanId: hex(16) as SpanId,
      parentSpanId: null,
      name,
      kind: "internal",
      startUnixNs: unixNs(BigInt(Math.round(real(ms) * 1e6 - (tookMs / faster) * 1e6))),
      durationNs: Math.round((tookMs / faster) * 1e6),
      status: { code: "unset", message: null },
      attributes: Object.assign(Object.create(null), caseId === null ? {} : { case: caseId, process: "loan" }),
      events: [],
      links: [],
      resource: deskOf(desk, Math.floor(random() * 3)),
      scope: { name: "log", version: null },
      traceState: null,
    });
  };
  for (let index = 0; index < options.cases; index++) {
    const id = `L-${1000 + index}`;
    const trace = hex(32) as TraceId;
    const at = () => (options.tracePer === "case" ? trace : (hex(32) as TraceId));
    let ms = openTime(begin + random() * (days - 1) * DAY_MS, random);
    const stop = random() < 0.15 ? 1 + Math.floor(random() * (STEPS.length - 1)) : STEPS.length;
    const slow = random() < 0.1 ? 1 + Math.floor(random() * (STEPS.length - 1)) : -1;
    let late = false;
    let done = 0;
    for (; done < stop; done++) {
      const step = STEPS[done]!;
      let next = done === 0 ? ms : openTime(ms + HOUR_MS * (0.2 + random() * step.soft * 0.3), random);
      if (done === slow) next = openTime(ms + HOUR_MS * (step.soft * 1.1 + 1), random);
      // Over a weekend the best of desks is late; nobody works beyond the log's end.
      if (next > end) break;
      if (done > 0 && next - ms > step.soft * HOUR_MS) late = true;
      if (done > 0 && next - ms > step.hard * HOUR_MS) break;
      ms = next;
      add(step.id, step.desk, at(), ms, 5 * MINUTE_MS, id);
      const again = openTime(ms + 20 * MINUTE_MS, random);
      // Rework: the step before is done once more, and this one after it.
      if (done > 1 && random() < 0.2 && again + HOUR_MS < end) {
        add(STEPS[done - 1]!.id, STEPS[done - 1]!.desk, at(), again, MINUTE_MS, id);
        add(step.id, step.desk, at(), again + 30 * MINUTE_MS, MINUTE_MS, id);
      }
    }
    const missing = STEPS[done] ?? null;
    cases.push({
      id,
      kind: missing !== null ? "stopped" : late ? "done-late" : "done",
      missing: missing?.id ?? null,
      lastMs: unixMs(real(ms)),
      dueMs: unixMs(real(ms + (missing?.hard ?? 0) * HOUR_MS)),
    });
  }
  const { heartbeatMs } = options;
  if (heartbeatMs !== undefined)
    for (const { desk } of STEPS) for (let ms = begin; ms < end; ms += heartbeatMs) add("alive", desk, hex(32) as TraceId, ms, 10, null);
  return { spans: shuffle(spans, random), cases };
}

const desks = new Map<string, Resource>();
function deskOf(desk: string, seat: number): Resource {
  const key = `${desk}-${seat}`;
  const attributes = Object.assign(Object.create(null), { "service.name": desk });
  if (!desks.has(key)) desks.set(key, { service: desk, instance: key, version: null, attributes });
  return desks.get(key)!;
}

/** Monday to Friday, nine to six: what falls elsewhere waits until the office opens. */
function openTime(ms: number, random: () => number): number {
  const hour = new Date(ms).getUTCHours();
  const opening = Math.floor(ms / DAY_MS) * DAY_MS + 9 * HOUR_MS + random() * HOUR_MS;
  let open = hour < 9 ? opening : hour < 18 ? ms : opening + DAY_MS;
  while (new Date(open).getUTCDay() % 6 === 0) open += DAY_MS;
  return open;
}

function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0;
    let mixed = state ^ (state + Math.imul(state ^ (state >>> 7), state | 61));
    mixed ^= mixed >>> 14;
    return (mixed >>> 0) / 2 ** 32;
  };
}

function shuffle<T>(items: T[], random: () => number): readonly T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}
