import "server-only";
import type { KnownValue } from "../privacy/known-people.ts";
import { maskTraceWith } from "../privacy/mask-trace.ts";
import { type Masker, makeMasker } from "../privacy/masker.ts";
import { makePolicy } from "../privacy/policy.ts";
import { isRuntimeProvided, runtime } from "../runtime.ts";
import type { Trace } from "../trace/span.ts";

/** One masker a runtime, kept: its caches make the second order ten times cheaper than the first. Made anew where the chain file names other keys. */
const maskers = new WeakMap<Uint8Array, { readonly keys: readonly string[]; readonly masker: Masker }>();

export function currentMasker(): Masker {
  const { pseudonymKey, chains, privacy } = runtime();
  const keys = chains.orderKeys;
  const known = maskers.get(pseudonymKey);
  if (known && (known.keys === keys || known.keys.join("\0") === keys.join("\0"))) return known.masker;
  const masker = makeMasker(makePolicy(keys, privacy), pseudonymKey);
  maskers.set(pseudonymKey, { keys, masker });
  return masker;
}

/** Our own sentences about somebody's input. Before the runtime is there nothing has been read that could stand in them. */
export const maskProse = (text: string): string => (isRuntimeProvided() ? currentMasker().text(text) : text);

/** Traces stay the same object while they are remembered (`recent-traces.ts`): their people are collected once, not at each click on a span. */
const known = new WeakMap<Trace, { readonly masker: Masker; readonly values: readonly KnownValue[] }>();

/** Whom these traces' keys name. */
export function knownIn(traces: readonly Trace[]): readonly KnownValue[] {
  const masker = currentMasker();
  return traces.flatMap((trace) => {
    const before = known.get(trace);
    if (before?.masker === masker) return before.values;
    const values = masker.known([trace]);
    known.set(trace, { masker, values });
    return values;
  });
}

/** Masks what belongs to these traces: the people that their keys name are found in texts as well. */
export const maskerFor = (traces: readonly Trace[]): Masker => currentMasker().knowing(knownIn(traces));

/** `whole`: the traces that these are parts of; what their fields say of people is masked in these ones' texts too. */
export function maskAll(traces: readonly Trace[], whole: readonly Trace[] = traces): readonly Trace[] {
  const masker = maskerFor(whole);
  return traces.map((trace) => maskTraceWith(masker, trace));
}
