import "server-only";
import { HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { runtime } from "../runtime.ts";
import type { IndexStore } from "../store/index-store.ts";

/** How a chain flowed in the last hour: what ended, how many came to each step, how long that took. */
export interface Flow {
  /** Null where so many ended that only the newest were read. */
  readonly ended: number | null;
  readonly done: number;
  readonly doneLate: number;
  /** Parallel to the chain's steps. */
  readonly steps: readonly { readonly passed: number; readonly p95Ms: number | null }[];
}

/** The little that is kept of one execution. */
interface Passed {
  readonly endedMs: number;
  readonly late: boolean;
  /** From the step before to this one, of a consuming step the queue's wait; null where not seen. */
  readonly tookMs: readonly (number | null)[];
}

interface Known {
  readonly passed: Map<string, Passed>;
  readUpTo: number;
  cut: boolean;
  reading: Promise<void> | null;
}

const A_PAGE = 500;
const MOST_READ = 4_000;
const EVERY_MS = 10 * SECOND_MS;
/** What ends now may arrive, or be judged, so much later. */
const LATE_MS = 5 * MINUTE_MS;
const FEWEST = 5;

const kept = new WeakMap<IndexStore, Map<string, Known>>();

/** Read on from where the last question ended: watching the board costs what happens, not what has happened. */
export async function readFlow(chain: Chain): Promise<Flow> {
  const { index, clock } = runtime();
  const chains = kept.get(index) ?? new Map<string, Known>();
  kept.set(index, chains);
  const known = chains.get(chain.id) ?? {
    passed: new Map<string, Passed>(),
    readUpTo: Number.NEGATIVE_INFINITY,
    cut: false,
    reading: null,
  };
  chains.set(chain.id, known);
  const now = clock();
  if (known.reading === null && Math.abs(now - known.readUpTo) > EVERY_MS) {
    known.reading = readOn(known, chain, now).finally(() => {
      known.reading = null;
    });
  }
  await known.reading;
  return toFlow(known, chain);
}

async function readOn(known: Known, chain: Chain, now: UnixMs): Promise<void> {
  const { index } = runtime();
  // A clock that was set back: begin anew.
  if (known.readUpTo > now) Object.assign(known, { readUpTo: Number.NEGATIVE_INFINITY, cut: false });
  const from = unixMs(Math.max(now - HOUR_MS, known.readUpTo - LATE_MS));
  let cursor: string | undefined;
  let read = 0;
  do {
    const page = await index.listExecutions({ chainId: chain.id, states: ["done", "done-late"], from, limit: A_PAGE, cursor });
    for (const judged of page.items) known.passed.set(judged.execution.id, toPassed(judged, chain));
    read += page.items.length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && read < MOST_READ);
  known.cut ||= cursor !== undefined;
  known.readUpTo = now;
  for (const [id, { endedMs }] of known.passed) if (endedMs < now - HOUR_MS) known.passed.delete(id);
  for (const id of [...known.passed.keys()].slice(0, Math.max(0, known.passed.size - MOST_READ))) known.passed.delete(id);
}

function toPassed({ execution, judgement }: JudgedExecution, chain: Chain): Passed {
  return {
    endedMs: judgement.endedMs ?? execution.lastActivityMs,
    late: judgement.state === "done-late",
    tookMs: chain.steps.map(({ role }, at) => {
      const step = execution.steps[at];
      const before = execution.steps[at - 1];
      if (!step) return null;
      if (role === "consume") return step.waitMs;
      return before ? Math.max(0, step.reachedMs - before.nextClockMs) : null;
    }),
  };
}

function toFlow({ passed, cut }: Known, chain: Chain): Flow {
  const all = [...passed.values()];
  const doneLate = all.filter(({ late }) => late).length;
  return {
    ended: cut ? null : all.length,
    done: all.length - doneLate,
    doneLate,
    steps: chain.steps.map((_, at) => {
      const took = all.flatMap((one) => one.tookMs[at] ?? []).sort((a, b) => a - b);
      const p95Ms = took.length < FEWEST ? null : took[Math.ceil(took.length * 0.95) - 1]!;
      return { passed: at === 0 ? all.length : took.length, p95Ms };
    }),
  };
}
