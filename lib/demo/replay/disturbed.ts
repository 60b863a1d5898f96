import { err } from "#lib/base/result";
import { createSteadyClock } from "#lib/base/steady-clock";
import { HOUR_MS, type Ms, SECOND_MS, type UnixMs, unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { createCaseFeed } from "#lib/pipeline/case-feed";
import { createCaseTally } from "#lib/pipeline/case-tally";
import { createPipeline, type Pipeline } from "#lib/pipeline/pipeline";
import { createEmbeddedSource } from "#lib/sources/embedded/embedded-source";
import type { TraceSource } from "#lib/sources/source";
import type { IndexStore } from "#lib/store/index-store";
import { openStore } from "#lib/store/open";
import { randomFor } from "../random.ts";
import { type SimulateOptions, simulate } from "../simulate.ts";

/** The company as it happens, with something happening to Loupe meanwhile; seconds count from the company's opening. */
export interface Disturbance {
  /** Killed in the middle of about so many of a hundred commits, and started again on what was committed. */
  readonly killPercent?: number;
  /** The one that works dies at this second; another takes over with the same store. */
  readonly leaderDiesAt?: number;
  /** The process' wall clock is set by so much at this second; the services' clocks are right. */
  readonly clockJump?: { readonly at: number; readonly byMs: Ms };
  /** The trace backend answers nothing in this time. */
  readonly outage?: readonly [from: number, to: number];
}

export interface Outcome {
  /** Execution → `state cause @step`, of those that began long enough before the end. */
  readonly executions: ReadonlyMap<string, string>;
  /** Subject → how it came to an end, or `open`. */
  readonly cases: ReadonlyMap<string, string>;
  readonly kills: number;
  readonly problems: readonly string[];
}

const STEP_MS = 15 * SECOND_MS;
/** What began later may still be waited for. */
const SETTLED_MS: Ms = 0.5 * HOUR_MS;

export async function runDisturbed(options: SimulateOptions, disturbance: Disturbance = {}): Promise<Outcome> {
  const { batches } = simulate(options);
  const chains = defaultChains();
  const time = { wall: options.from as number, tick: 0 };
  const clock = createSteadyClock(
    () => time.wall,
    () => time.tick,
  );
  const store = await openStore({ url: "sqlite::memory:", clock, orderKeys: chains.orderKeys });
  const problems: string[] = [];
  const log = (message: string) => problems.push(message);
  const random = randomFor(options.seed, "kills");
  let kills = 0;
  const isAway = (): boolean => {
    const second = time.tick / SECOND_MS;
    return disturbance.outage !== undefined && second >= disturbance.outage[0] && second < disturbance.outage[1];
  };
  const index: IndexStore = {
    ...store.index,
    async commit(round) {
      const dies = random.next() * 100 < (disturbance.killPercent ?? 0);
      // Before the transaction, or after it and before anybody hears of it.
      if (dies && random.next() < 0.5) throw new Killed();
      await store.index.commit(round);
      if (dies) throw new Killed();
    },
  };
  const make = (): Pipeline =>
    createPipeline({
      ...{ sources: [away(createEmbeddedSource(store.spans), isAway)], index, chains, clock, log },
      cases: { store: store.cases, feed: createCaseFeed(log), tally: createCaseTally() },
    });
  let pipeline = make();
  let next = 0;
  for (let at = options.from + STEP_MS; at <= options.to; at += STEP_MS) {
    time.tick = at - options.from;
    const second = time.tick / SECOND_MS;
    time.wall = at + (disturbance.clockJump && second >= disturbance.clockJump.at ? disturbance.clockJump.byMs : 0);
    for (; next < batches.length && batches[next]!.arrivedAt <= at; next++) await store.spans.append(batches[next]!.spans, clock());
    if (disturbance.leaderDiesAt !== undefined && Math.abs(second - disturbance.leaderDiesAt) < STEP_MS / SECOND_MS / 2) pipeline = make();
    for (let tries = 0; tries < 50; tries++) {
      try {
        await pipeline.runOnce();
        break;
      } catch (reason) {
        if (!(reason instanceof Killed)) throw reason;
        kills++;
        pipeline = make();
      }
    }
  }
  const outcome = {
    executions: await readExecutions(store.index, options.to),
    cases: await readCases(store.cases, options.to),
    kills,
    problems,
  };
  await store.close();
  return outcome;
}

class Killed extends Error {}

const away = (source: TraceSource, isAway: () => boolean): TraceSource => {
  const failure = () => err({ kind: "unreachable", source: source.id, detail: "no answer", retryAfterMs: null } as const);
  return {
    ...source,
    scan: (...args) => (isAway() ? Promise.resolve(failure()) : source.scan(...args)),
    getTraces: (...args) => (isAway() ? Promise.resolve(failure()) : source.getTraces(...args)),
  };
};

async function readExecutions(index: IndexStore, to: UnixMs): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const page = await index.listExecutions({ limit: 500, cursor });
    for (const { execution, judgement } of page.items)
      if (execution.startedMs < to - SETTLED_MS) found.set(execution.id, [judgement.state, judgement.cause, judgement.stepId].join(" "));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return new Map([...found].sort());
}

async function readCases(cases: Awaited<ReturnType<typeof openStore>>["cases"], to: UnixMs): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const page = await cases.list({ limit: 500, cursor });
    for (const one of page.items) {
      if (one.kind !== "execution" || one.breachAt > to - SETTLED_MS) continue;
      // Newest first: what came of it in the end.
      if (!found.has(one.subject)) found.set(one.subject, one.state === "resolved" ? `resolved, ${one.resolution?.by}` : one.state);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return new Map([...found].sort());
}

export const startOf = (hours: number): UnixMs => unixMs(Date.UTC(2026, 10, 23, 12) - hours * HOUR_MS);
