import type { Facet } from "../../chains/execution.ts";

/** One attribute that those which hang have far more often than those which passed in the same time. */
export interface Distinctive extends Facet {
  readonly stuck: number;
  readonly passed: number;
  /** Of how many the attribute is known at all. */
  readonly stuckOf: number;
  readonly passedOf: number;
  readonly stuckShare: number;
  readonly passedShare: number;
}

const MOST_SHOWN = 5;
/** Chance that anything at all is shown where nothing sets them apart. */
const ALPHA = 0.05;
const FEWEST_STUCK = 2;
const FEWEST_PASSED = 10;

type FacetList = readonly Facet[];

/**
 * Ranked by how unlikely it is that those who hang got it by chance: Fisher's exact test on
 *
 *              has it      has another value
 *   hang       stuck       stuckOf − stuck
 *   passed     passed      passedOf − passed
 *
 * which holds for two stuck orders as for two thousand. With many attributes some differ by chance, so the bound is divided by how many were
 * asked (Bonferroni). What all have in common tells nothing and falls out by itself.
 */
export function findDistinctive(stuck: readonly FacetList[], passed: readonly FacetList[]): readonly Distinctive[] {
  const inStuck = countFacets(stuck);
  const inPassed = countFacets(passed);
  const candidates: (Distinctive & { readonly chance: number })[] = [];
  let asked = 0;
  for (const [key, values] of inStuck) {
    const others = inPassed.get(key);
    if (!others || others.known < FEWEST_PASSED || values.known < FEWEST_STUCK) continue;
    for (const [value, count] of values.counts) {
      asked += 1;
      const passedCount = others.counts.get(value) ?? 0;
      const stuckShare = count / values.known;
      const passedShare = passedCount / others.known;
      if (count < FEWEST_STUCK || stuckShare <= passedShare) continue;
      const chance = fisher(count, values.known, passedCount, others.known);
      candidates.push({
        ...{ key, value, stuck: count, passed: passedCount, stuckOf: values.known, passedOf: others.known, stuckShare, passedShare },
        chance,
      });
    }
  }
  return candidates
    .filter(({ chance }) => chance * asked <= ALPHA)
    .sort((a, b) => a.chance - b.chance || b.stuckShare - a.stuckShare || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_SHOWN)
    .map(({ chance: _, ...one }) => one);
}

interface Counted {
  known: number;
  readonly counts: Map<string, number>;
}

function countFacets(lists: readonly FacetList[]): ReadonlyMap<string, Counted> {
  const byKey = new Map<string, Counted>();
  for (const list of lists) {
    const keys = new Set<string>();
    for (const { key, value } of list) {
      let counted = byKey.get(key);
      if (!counted) {
        counted = { known: 0, counts: new Map() };
        byKey.set(key, counted);
      }
      if (!keys.has(key)) counted.known += 1;
      keys.add(key);
      counted.counts.set(value, (counted.counts.get(value) ?? 0) + 1);
    }
  }
  return byKey;
}

/** Probability that at least `stuck` of `stuckOf` have it by chance, where `stuck + passed` of all have it. */
function fisher(stuck: number, stuckOf: number, passed: number, passedOf: number): number {
  const has = stuck + passed;
  const all = stuckOf + passedOf;
  const most = Math.min(has, stuckOf);
  const whole = logChoose(all, stuckOf);
  let sum = 0;
  for (let count = stuck; count <= most; count++)
    if (stuckOf - count <= all - has) sum += Math.exp(logChoose(has, count) + logChoose(all - has, stuckOf - count) - whole);
  return Math.min(1, sum);
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

const FACTORIALS = [0];

function logFactorial(n: number): number {
  for (let at = FACTORIALS.length; at <= n; at++) FACTORIALS.push(FACTORIALS[at - 1]! + Math.log(at));
  return FACTORIALS[n]!;
}
