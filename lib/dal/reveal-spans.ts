import "server-only";
import { mayDo } from "../auth/roles.ts";
import type { Viewer } from "../auth/viewer.ts";
import { formatInstant } from "../contract/instant.ts";
import type { RevealedDto } from "../contract/reveal.ts";
import { type Masker, makeMasker } from "../privacy/masker.ts";
import { openTraceWith, spansOfOrder } from "../privacy/open-trace.ts";
import { makePolicy } from "../privacy/policy.ts";
import { runtime } from "../runtime.ts";
import type { RevealRow } from "../store/reveal-store.ts";
import { carriedIds, countIds } from "../trace/order-ids.ts";
import type { Span, Trace } from "../trace/span.ts";
import { auditOpened } from "./audit-opened.ts";
import { knownIn, maskAll, maskerFor } from "./masking.ts";

/** More are not named in an answer; they stand in it all the same. */
const MOST_VALUES = 1_000;

/** What this sign-in may see unmasked now. Nobody else's costs a question: who has no right has no rows. */
export async function activeReveals(viewer: Viewer): Promise<readonly RevealRow[]> {
  if (viewer.kind !== "person" || !mayDo(viewer, "reveal")) return [];
  const { reveals, clock } = runtime();
  return reveals.activeOf(viewer.credential, clock());
}

export interface ShownTraces {
  readonly traces: readonly Trace[];
  /** Null: all is masked, as nearly always. */
  readonly revealed: RevealedDto | null;
}

/** Who asks, of which order where it is an order's call, and which spans of the traces are to be shown; null: all. */
export interface Asking {
  readonly viewer: Viewer;
  readonly orderId?: string;
}

/** The one place where something leaves unmasked: for a person who gave a reason, for the order or trace that it was given for, while it lasts. */
export async function showTraces(asking: Asking | null, traces: readonly Trace[], whole: readonly Trace[] = traces): Promise<ShownTraces> {
  const rows = asking === null ? [] : await activeReveals(asking.viewer);
  if (asking === null || rows.length === 0) return { traces: maskAll(traces, whole), revealed: null };
  // Their orders' other traces only say who is who: they are not shown.
  const asked = whole.filter(({ traceId }) => traces.some((one) => one.traceId === traceId));
  const masks = await Promise.all(asked.map(async (trace) => ({ trace, way: await wayInto(rows, trace, asking.orderId) })));
  const used = masks.flatMap(({ way }) => (way === null ? [] : [way.row]));
  if (used.length === 0) return { traces: maskAll(traces, whole), revealed: null };
  for (const row of new Set(used))
    await auditOpened(
      asking.viewer,
      row,
      traces.map(({ traceId, spans }) => (traces.every((one) => whole.includes(one)) ? traceId : `${traceId}/${spans[0]?.spanId ?? ""}`)),
    );
  const values = new Set<string>();
  const opener = openerOf((value) => values.size < MOST_VALUES && values.add(value)).knowing(knownIn(whole));
  const masker = maskerFor(whole);
  const shown = traces.map((trace) => {
    const way = masks.find((one) => one.trace.traceId === trace.traceId)?.way ?? null;
    return way === null ? (maskAll([trace], whole)[0] ?? trace) : openTraceWith(masker, opener, trace, way.isOpen);
  });
  const first = used.toSorted((a, b) => a.until - b.until)[0] as RevealRow;
  return { traces: shown, revealed: { id: first.id, until: formatInstant(first.until), values: [...values] } };
}

/** Made for one answer and forgotten with it: what it opened stays in no cache. */
export function openerOf(onOpened: (value: string) => void): Masker {
  const { chains, privacy, pseudonymKey } = runtime();
  return makeMasker(makePolicy(chains.orderKeys, privacy), pseudonymKey, { onOpened });
}

interface Way {
  readonly row: RevealRow;
  readonly isOpen: (span: Span) => boolean;
}

async function wayInto(rows: readonly RevealRow[], trace: Trace, askedOrder: string | undefined): Promise<Way | null> {
  const own = rows.find(({ subject }) => subject === `trace/${trace.traceId}`);
  if (own) return { row: own, isOpen: () => true };
  const keys = runtime().chains.orderKeys;
  const ids = new Set([
    ...(await ordersOf(trace.traceId)),
    ...countIds(trace, keys).keys(),
    ...(askedOrder === undefined ? [] : [askedOrder]),
  ]);
  const row = rows.find(({ subject }) => subject.startsWith("order/") && ids.has(subject.slice("order/".length)));
  return row ? { row, isOpen: spansOfOrder(trace, row.subject.slice("order/".length), (span) => carriedIds(span, keys)) } : null;
}

/** Whose traces the index says it is. */
export const ordersOf = async (traceId: Trace["traceId"]): Promise<readonly string[]> =>
  (await runtime().index.ordersOfTraces([traceId])).get(traceId) ?? [];
