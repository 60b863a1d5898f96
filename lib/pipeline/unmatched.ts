import type { IndexStore } from "../store/index-store.ts";

/**
 * Orders that could not be matched, and why: a trace that no backend can give, a bug, an attack. They are told with the order, instead
 * of looking like one without executions. Kept in the index, so that a restart does not make them look well.
 */
export interface Unmatched {
  readonly reasons: Map<string, string>;
  changed: boolean;
}

const KEY = "pipeline:unmatched";
/** Beyond this something is wrong with all of them. */
const MOST = 1_000;

export const createUnmatched = (): Unmatched => ({ reasons: new Map(), changed: false });

export function markUnmatched(unmatched: Unmatched, orderId: string, reason: string): void {
  if (unmatched.reasons.get(orderId) === reason) return;
  unmatched.reasons.set(orderId, reason);
  unmatched.changed = true;
  const [oldest] = unmatched.reasons.keys();
  if (unmatched.reasons.size > MOST && oldest !== undefined) unmatched.reasons.delete(oldest);
}

export function markMatched(unmatched: Unmatched, orderId: string): void {
  if (unmatched.reasons.delete(orderId)) unmatched.changed = true;
}

export function saveUnmatched(unmatched: Unmatched): readonly { readonly key: string; readonly value: string }[] {
  if (!unmatched.changed) return [];
  unmatched.changed = false;
  return [{ key: KEY, value: JSON.stringify([...unmatched.reasons]) }];
}

export async function loadUnmatched(index: IndexStore): Promise<Unmatched> {
  const unmatched = createUnmatched();
  try {
    const pairs: unknown = JSON.parse((await index.getState(KEY)) ?? "[]");
    for (const pair of Array.isArray(pairs) ? pairs : [])
      if (Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string") unmatched.reasons.set(pair[0], pair[1]);
  } catch {
    // Those that still cannot be matched are found again.
  }
  return unmatched;
}
