import "server-only";
import { type Ms, type UnixMs, unixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Facet } from "../chains/execution.ts";
import { runtime } from "../runtime.ts";
import type { IndexStore } from "../store/index-store.ts";
import { openPassed, readPassed } from "./passed-book.ts";

type Facets = readonly (readonly Facet[])[];

/** Of those that passed, so many are looked at: enough to know a share to a few per cent. */
const MOST_READ = 2_000;
/** What is long past does not change any more; windows are rounded, so that groups of one incident share their sample. */
const ROUND_MS: Ms = 10 * 60_000;
const KEPT_MS: Ms = 10 * 60_000;
const MOST_KEPT = 24;

const kept = new WeakMap<IndexStore, Map<string, { readonly at: UnixMs; readonly facets: Promise<Facets> }>>();

/** What executions of the chain that ended well in [from, to] carry. */
export async function samplePassed(chain: Chain, from: UnixMs, to: UnixMs): Promise<Facets> {
  const book = await openPassed(chain);
  if (from < book.completeFrom) return sampleOld(chain, from, to);
  const facets: (readonly Facet[])[] = [];
  for (const one of book.passed.values()) {
    if (one.endedMs >= from && one.endedMs <= to) facets.push(one.facets);
    if (facets.length === MOST_READ) break;
  }
  return facets;
}

function sampleOld(chain: Chain, from: UnixMs, to: UnixMs): Promise<Facets> {
  const { index, clock } = runtime();
  const begin = Math.floor(from / ROUND_MS) * ROUND_MS;
  const end = Math.ceil(to / ROUND_MS) * ROUND_MS;
  const key = `${chain.id} ${begin} ${end}`;
  const now = clock();
  const samples = kept.get(index) ?? new Map<string, { readonly at: UnixMs; readonly facets: Promise<Facets> }>();
  kept.set(index, samples);
  const known = samples.get(key);
  if (known && Math.abs(now - known.at) < KEPT_MS) return known.facets;
  const facets = readPassed(chain, unixMs(begin), unixMs(end), MOST_READ).then(({ passed }) =>
    [...passed.values()].map((one) => one.facets),
  );
  samples.delete(key);
  samples.set(key, { at: now, facets });
  facets.catch(() => samples.delete(key));
  for (const old of [...samples.keys()].slice(0, Math.max(0, samples.size - MOST_KEPT))) samples.delete(old);
  return facets;
}
