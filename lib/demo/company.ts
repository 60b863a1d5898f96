import { setImmediate as nextTurn } from "node:timers/promises";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { Clock } from "#lib/base/time";
import { type CompanyState, readCompanyState, writeCompanyState } from "./company-state.ts";
import { createEngine, type Engine } from "./engine.ts";
import { createSpanSender, SPANS_PER_REQUEST } from "./exporter.ts";
import { openGroundTruth } from "./ground-truth-file.ts";
import { resolveRates } from "./scenarios.ts";
import type { TruthRow } from "./truth/row.ts";

export interface CompanyOptions {
  readonly seed: number;
  readonly ordersPerMinute: number;
  /** `NAME=RATE`, in the order given. */
  readonly scenarios: readonly (readonly [name: string, rate: number])[];
  readonly exportUrl: string;
  readonly groundTruthPath: string;
  /** Where it remembers how far it is. */
  readonly stateDir: string;
  readonly historyMs: number;
  readonly now: Clock;
  readonly log: (text: string) => void;
}

export interface Company {
  /** Makes the past, up to the present moment. Nothing where the folder has one. */
  writeHistory(onProgress?: (share: number, spans: number) => void): Promise<void>;
  /** Goes on from there in real time. */
  goLive(): void;
  /** Sends what has ended, and records what it cuts short. */
  stop(): Promise<void>;
}

/** Virtual time made between two looks at the event loop, which a server may share. */
const STRIDE_MS = 20_000;
const TICK_MS = 500;
const REMEMBER_EVERY_MS = 5_000;
/** Longer than any order lives by default: what may have been under way at a stop. */
const LOOK_BACK_MS = 2 * 3_600_000;

export function createCompany(options: CompanyOptions): Company {
  const { now, log, stateDir } = options;
  const truth = openGroundTruth(options.groundTruthPath);
  const sender = createSpanSender(options.exportUrl, log);
  const before = readCompanyState(stateDir);
  if (before?.pastIsMade && !before.stoppedWell) for (const row of interrupted(before)) if (!truth.has(row)) truth.append(row);
  const { state, resumedMs } = open(options, before);
  let pastIsMade = state.pastIsMade;
  let aliveUntilMs = state.openedAtMs + resumedMs;

  let spans: ReadableSpan[] = [];
  let rows: TruthRow[] = [];
  const engine = engineOf(
    state,
    resumedMs,
    (more) => spans.push(...more),
    (row) => rows.push(row),
  );

  const remember = (atMs: number, stoppedWell = false): void => {
    aliveUntilMs = atMs;
    writeCompanyState(stateDir, { ...state, resumedMs, pastIsMade, stoppedWell, aliveUntilMs });
  };
  remember(aliveUntilMs);

  /** A row is written once its spans are acknowledged, never before. */
  const deliver = async (ready: readonly ReadableSpan[], known: readonly TruthRow[]): Promise<void> => {
    await sender.send(ready);
    for (const row of known) truth.append(row);
  };
  const takeAll = (): readonly [ReadableSpan[], TruthRow[]] => {
    const taken = [spans, rows] as const;
    spans = [];
    rows = [];
    return taken;
  };

  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  let liveUntilMs = aliveUntilMs;
  /** In strides: after a night's sleep of the machine there is much to make up for. */
  const live = async (): Promise<void> => {
    const presentMs = now();
    do {
      liveUntilMs = Math.min(liveUntilMs + STRIDE_MS, presentMs);
      engine.advanceTo(liveUntilMs - state.openedAtMs);
      const [ready, known] = takeAll();
      await Promise.all([...byResource(ready)].map((group) => sender.send(group)));
      await deliver([], known);
    } while (liveUntilMs < presentMs && !stopping);
    if (liveUntilMs - aliveUntilMs >= REMEMBER_EVERY_MS) remember(liveUntilMs);
  };

  return {
    async writeHistory(onProgress = () => {}) {
      let sent = 0;
      let under: Promise<void> = Promise.resolve();
      for (let at = resumedMs; !stopping; ) {
        const presentMs = now() - state.openedAtMs;
        at = Math.min(at + STRIDE_MS, presentMs);
        engine.advanceTo(at);
        const done = at >= presentMs;
        if (spans.length >= SPANS_PER_REQUEST || done) {
          const [ready, known] = takeAll();
          // One request is under way while the next is made: the receiver and we share the cores.
          await under;
          under = deliver(ready, known);
          sent += ready.length;
          onProgress(presentMs > 0 ? at / presentMs : 1, sent);
        }
        await nextTurn();
        if (done) {
          await under;
          pastIsMade = true;
          remember(state.openedAtMs + at);
          liveUntilMs = aliveUntilMs;
          return;
        }
      }
      await under;
    },
    goLive() {
      const tick = (): void => {
        if (stopping) return;
        turn = live().catch((error: unknown) => log(`live traffic: ${error instanceof Error ? error.message : String(error)}`));
        void turn.then(() => {
          if (!stopping) timer = setTimeout(tick, TICK_MS);
        });
      };
      tick();
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await sender.close().catch(() => {});
      await turn;
      // A past that is only half made is made again at the next start: there is nothing to end well.
      if (!pastIsMade) return truth.close();
      const last = createSpanSender(options.exportUrl, log);
      const atMs = now();
      engine.advanceTo(atMs - state.openedAtMs);
      const [ready, known] = takeAll();
      const flushed = [...ready, ...engine.flush(atMs - state.openedAtMs)];
      const inTime = await Promise.race([
        last.send(flushed).then(
          () => true,
          () => false,
        ),
        new Promise<boolean>((resolve) => setTimeout(resolve, 4_000, false).unref()),
      ]);
      await last.close().catch(() => {});
      const cut = inTime ? known : known.map((row): TruthRow => ({ ...row, expect: null }));
      for (const row of [...cut, ...engine.cutShort(atMs - state.openedAtMs)]) truth.append(row);
      remember(atMs, true);
      truth.close();
    },
  };
}

/** The company that the folder has goes on; with other flags a new one opens beside what is there, with order numbers of its own. */
function open(options: CompanyOptions, before: CompanyState | null): { readonly state: CompanyState; readonly resumedMs: number } {
  const nowMs = Math.floor(options.now());
  const flags = JSON.stringify([options.seed, options.ordersPerMinute, options.scenarios]);
  if (before && before.flags === flags) {
    return { state: before, resumedMs: before.pastIsMade ? Math.max(nowMs, before.aliveUntilMs) - before.openedAtMs : 0 };
  }
  if (before) options.log("the flags differ from those this folder was made with: the history stays, new orders follow the new flags");
  const generation = before ? before.generation + 1 : 0;
  const state: CompanyState = {
    seed: generation === 0 ? options.seed : `${options.seed}#${generation}`,
    flags,
    ordersPerMinute: options.ordersPerMinute,
    scenarios: options.scenarios.map(([name, rate]) => [name, rate]),
    openedAtMs: before ? nowMs : nowMs - options.historyMs,
    resumedMs: 0,
    firstOrder: before ? before.firstOrder + ordersUntil(before) + 1 : 0,
    generation,
    pastIsMade: before !== null,
    stoppedWell: false,
    aliveUntilMs: nowMs,
  };
  return { state, resumedMs: 0 };
}

const ordersUntil = (state: CompanyState): number =>
  Math.ceil(((state.aliveUntilMs - state.openedAtMs + 60_000) / 60_000) * state.ordersPerMinute);

function engineOf(
  state: CompanyState,
  resumedMs: number,
  exported: (spans: readonly ReadableSpan[]) => void,
  known: (row: TruthRow) => void,
): Engine {
  return createEngine({
    seed: state.seed,
    ordersPerMinute: state.ordersPerMinute,
    rates: resolveRates(state.scenarios),
    openedAtMs: state.openedAtMs,
    resumedMs,
    firstOrder: state.firstOrder,
    sink: { exported: (_atMs, _instance, spans) => exported(spans), known: (_atMs, row) => known(row) },
  });
}

/** What was under way when the company stopped, told by living through its last hours again without sending anything. */
function interrupted(state: CompanyState): readonly TruthRow[] {
  // It remembers its position now and then only, and a tick may be slow.
  const untilMs = state.aliveUntilMs - state.openedAtMs + 3 * REMEMBER_EVERY_MS;
  const told: TruthRow[] = [];
  const engine = engineOf(
    state,
    Math.max(state.resumedMs, untilMs - LOOK_BACK_MS),
    () => {},
    (row) => told.push(row),
  );
  engine.advanceTo(untilMs);
  return [...told.map((row): TruthRow => ({ ...row, expect: null })), ...engine.cutShort(untilMs)];
}

function byResource(spans: readonly ReadableSpan[]): Iterable<readonly ReadableSpan[]> {
  const groups = new Map<object, ReadableSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.resource);
    if (group) group.push(span);
    else groups.set(span.resource, [span]);
  }
  return groups.values();
}
