import "server-only";
import { maskTraceWith } from "../privacy/mask-trace.ts";
import { type Masker, makeMasker } from "../privacy/masker.ts";
import { makePolicy } from "../privacy/policy.ts";
import { runtime } from "../runtime.ts";
import type { Trace } from "../trace/span.ts";

/** One masker a runtime, kept: its caches make the second order ten times cheaper than the first. */
const maskers = new WeakMap<Uint8Array, { readonly orderKeys: readonly string[]; readonly masker: Masker }>();

export function currentMasker(): Masker {
  const { pseudonymKey, chains } = runtime();
  const known = maskers.get(pseudonymKey);
  // The chain file may have changed: what names an order is no person's.
  if (known && (known.orderKeys === chains.orderKeys || known.orderKeys.join() === chains.orderKeys.join())) return known.masker;
  const masker = makeMasker(makePolicy(chains.orderKeys), pseudonymKey);
  maskers.set(pseudonymKey, { orderKeys: chains.orderKeys, masker });
  return masker;
}

export function maskAll(traces: readonly Trace[]): readonly Trace[] {
  const masker = currentMasker();
  return traces.map((trace) => maskTraceWith(masker, trace));
}
