import "server-only";
import { type Ms, type UnixMs, unixMs } from "../base/time.ts";
import type { Facet } from "../chains/execution.ts";
import { facetsOf } from "../detector/cases/facets.ts";
import { runtime } from "../runtime.ts";
import type { IndexStore } from "../store/index-store.ts";

/** Of those that passed, so many are looked at: enough to know a share to a few per cent, a tenth of a second to read. */
const MOST_READ = 2_000;
const A_PAGE = 500;
/** Windows are rounded, so that groups of one incident share their sample. */
const ROUND_MS: Ms = 10 * 60_000;
const KEPT_MS: Ms = 60_000;
const MOST_KEPT = 24;

interface Sample {
  readonly at: UnixMs;
  readonly facets: Promise<readonly (readonly Facet[])[]>;
}

const kept = new WeakMap<IndexStore, Map<string, Sample>>();

/** What executions of the chain that ended well in about that time carry: those active in [from, to], widened to whole ten minutes. */
export function samplePassed(chainId: string, from: UnixMs, to: UnixMs): Promise<readonly (readonly Facet[])[]> {
  const { index, clock } = runtime();
  const begin = Math.floor(from / ROUND_MS) * ROUND_MS;
  const end = Math.ceil(to / ROUND_MS) * ROUND_MS;
  const key = `${chainId} ${begin} ${end}`;
  const now = clock();
  const samples = kept.get(index) ?? new Map<string, Sample>();
  kept.set(index, samples);
  const known = samples.get(key);
  if (known && Math.abs(now - known.at) < KEPT_MS) return known.facets;
  const facets = readPassed(chainId, unixMs(begin), unixMs(end));
  samples.delete(key);
  samples.set(key, { at: now, facets });
  facets.catch(() => samples.delete(key));
  for (const old of [...samples.keys()].slice(0, Math.max(0, samples.size - MOST_KEPT))) samples.delete(old);
  return facets;
}

async function readPassed(chainId: string, from: UnixMs, to: UnixMs): Promise<readonly (readonly Facet[])[]> {
  const { index } = runtime();
  const found: (readonly Facet[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await index.listExecutions({ chainId, states: ["done", "done-late"], from, to, limit: A_PAGE, cursor });
    for (const { execution } of page.items) found.push(facetsOf(execution));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < MOST_READ);
  return found;
}
