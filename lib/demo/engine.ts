import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { createBuckets, GRAIN_MS } from "./buckets.ts";
import { createCalendar } from "./calendar.ts";
import { listActiveOrders } from "./chains/active-list.ts";
import { liveOrder } from "./chains/order.ts";
import { heartbeatOf } from "./heartbeat.ts";
import type { ExecutionStory, Operation } from "./operation.ts";
import { randomFor, type Seed } from "./random.ts";
import type { Rates } from "./scenarios.ts";
import { INSTANCES, type Instance } from "./services.ts";
import { createTracers, HEARTBEAT } from "./tracers.ts";
import { type DueRow, judgeStories } from "./truth/judge.ts";
import type { TruthRow } from "./truth/row.ts";
import { orderOf, type World } from "./world.ts";

export interface EngineOptions {
  readonly seed: Seed;
  readonly ordersPerMinute: number;
  readonly rates: Rates;
  /** The company's opening: all its times count from here. */
  readonly openedAtMs: number;
  /** Goes on here (company's time) instead of at the opening: nothing before it is told again. */
  readonly resumedMs?: number;
  /** Order numbers count from here: an earlier company in the same folder used those before. */
  readonly firstOrder?: number;
  readonly sink: EngineSink;
}

export interface EngineSink {
  /** Spans that leave one service instance together. */
  exported(atMs: number, instance: Instance, spans: readonly ReadableSpan[]): void;
  known(atMs: number, row: TruthRow): void;
}

export interface Engine {
  /** Lets the company live until then (company's time): fast or in real time is the caller's choice. */
  advanceTo(ms: number): void;
  /** Spans that ended until then and wait for their exporter's next turn: what a clean stop still sends. */
  flush(ms: number): readonly ReadableSpan[];
  /** Executions that began before then and whose row has not been told: what a stop cuts short. */
  cutShort(ms: number): readonly TruthRow[];
}

interface Waiting {
  readonly instance: Instance;
  readonly span: ReadableSpan;
  readonly endMs: number;
}

/** An instance's exporter wakes every 3 s; another moment for each. */
const EXPORT_EVERY_MS = 3_000;
const HEARTBEAT_EVERY_MS = 5_000;
const LATE_MS = 90_000;
/** Operators look at their list half as often as orders come in. */
const LISTS_PER_ORDER = 0.5;

export function createEngine(options: EngineOptions): Engine {
  const { seed, openedAtMs, sink } = options;
  const calendar = createCalendar(seed, options.rates);
  const world: World = { seed, rates: options.rates, calendar };
  const tracers = createTracers(openedAtMs, calendar);
  const outbox = createBuckets<Waiting>();
  const rows = createBuckets<DueRow>();
  const resumedMs = options.resumedMs ?? 0;
  let grain = Math.floor(resumedMs / GRAIN_MS);
  const orders = arrivals(seed, "order", options.ordersPerMinute, resumedMs);
  const lists = arrivals(seed, "list", options.ordersPerMinute * LISTS_PER_ORDER, resumedMs);
  let beat = resumedMs === 0 ? 0 : Math.floor(resumedMs / HEARTBEAT_EVERY_MS) + 1;

  const record = (operations: readonly Operation[], key: string): void => {
    for (const o of operations) o.exportedMs = null;
    tracers.record(operations, randomFor(seed, "ids", key), (operation, span) => {
      const { instance, endMs } = operation;
      if (calendar.at(instance.service, "exporter-silent", endMs)) return;
      const late = calendar.at(instance.service, "late-spans", endMs) ? LATE_MS : 0;
      operation.exportedMs = nextExport(instance, endMs) + late;
      outbox.add(operation.exportedMs, { instance, span, endMs });
    });
  };
  const tell = (stories: readonly ExecutionStory[], key: string): void => {
    record(
      stories.flatMap((s) => s.operations),
      key,
    );
    for (const due of judgeStories(stories, openedAtMs, calendar)) rows.add(due.writeMs, due);
  };

  return {
    advanceTo(ms) {
      for (; grain * GRAIN_MS <= ms; grain++) {
        const now = grain * GRAIN_MS;
        orders.until(now, (index, at) => tell(liveOrder(world, orderOf(seed, index, options.firstOrder ?? 0), at), `order/${index}`));
        lists.until(now, (index, at) => tell([listActiveOrders(world, index, at)], `list/${index}`));
        for (; beat * HEARTBEAT_EVERY_MS <= now; beat++) {
          const beats = INSTANCES.flatMap((instance, i) => heartbeatOf(world, instance, i, beat, HEARTBEAT_EVERY_MS, HEARTBEAT));
          record(beats, `beat/${beat}`);
        }
        for (const [instance, spans] of byInstance(outbox.take(now))) sink.exported(now, instance, spans);
        for (const due of rows.take(now)) sink.known(now, due.row);
      }
    },
    flush: (ms) =>
      outbox
        .rest()
        .filter((waiting) => waiting.endMs <= ms)
        .map((waiting) => waiting.span),
    cutShort: (ms) =>
      rows
        .rest()
        .filter((due) => due.startedMs <= ms)
        .map((due) => ({ ...due.row, expect: null })),
  };
}

/** Evenly by the minute, unevenly within: the n-th comes somewhere in the n-th slot, by the seed. */
function arrivals(seed: Seed, what: string, perMinute: number, fromMs: number) {
  const slotMs = perMinute > 0 ? 60_000 / perMinute : Number.POSITIVE_INFINITY;
  const at = (index: number): number => (index + randomFor(seed, "arrival", what, index).next()) * slotMs;
  let index = Number.isFinite(slotMs) ? Math.max(0, Math.floor(fromMs / slotMs)) : 0;
  if (Number.isFinite(slotMs)) while (at(index) < fromMs) index++;
  return {
    until(ms: number, arrive: (index: number, at: number) => void): void {
      for (; Number.isFinite(slotMs) && at(index) <= ms; index++) arrive(index, at(index));
    },
  };
}

function nextExport(instance: Instance, endMs: number): number {
  const phase = (INSTANCES.indexOf(instance) % 6) * GRAIN_MS;
  return Math.ceil((endMs - phase) / EXPORT_EVERY_MS) * EXPORT_EVERY_MS + phase;
}

function byInstance(due: readonly Waiting[]): ReadonlyMap<Instance, readonly ReadableSpan[]> {
  const groups = new Map<Instance, ReadableSpan[]>();
  for (const { instance, span } of due) {
    const group = groups.get(instance);
    if (group) group.push(span);
    else groups.set(instance, [span]);
  }
  return groups;
}
