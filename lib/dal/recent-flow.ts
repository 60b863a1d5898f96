import "server-only";
import { HOUR_MS } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import { runtime } from "../runtime.ts";
import { openPassed } from "./passed-book.ts";

/** How a chain flowed in the last hour: what ended, how many came to each step, how long that took. */
export interface Flow {
  /** Null where so many ended that only the newest were read. */
  readonly ended: number | null;
  readonly done: number;
  readonly doneLate: number;
  /** Parallel to the chain's steps. */
  readonly steps: readonly { readonly passed: number; readonly p95Ms: number | null }[];
}

const FEWEST = 5;

export async function readFlow(chain: Chain): Promise<Flow> {
  const book = await openPassed(chain);
  const since = runtime().clock() - HOUR_MS;
  const all = [...book.passed.values()].filter(({ endedMs }) => endedMs >= since);
  const doneLate = all.filter(({ late }) => late).length;
  return {
    ended: book.completeFrom > since ? null : all.length,
    done: all.length - doneLate,
    doneLate,
    steps: chain.steps.map((_, at) => {
      const took = all.flatMap((one) => one.tookMs[at] ?? []).sort((a, b) => a - b);
      const p95Ms = took.length < FEWEST ? null : took[Math.ceil(took.length * 0.95) - 1]!;
      return { passed: at === 0 ? all.length : took.length, p95Ms };
    }),
  };
}
