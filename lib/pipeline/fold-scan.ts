import type { ChainSet } from "../chains/definition.ts";
import { createDelta } from "../rollups/delta.ts";
import { countedId, foldTrace } from "../rollups/fold-trace.ts";
import { createNameBook, type NameBook, rememberName } from "../rollups/name-book.ts";
import type { RollupRound, RollupStore } from "../store/rollup-store.ts";
import type { Trace, TraceId } from "../trace/span.ts";
import { type Breath, takeBreath } from "./breath.ts";

/** What folding needs between scans: which spans are counted (a short memory over the store), and whose names have a series. */
export interface FoldBook {
  readonly store: RollupStore;
  readonly names: NameBook;
  readonly counted: Map<TraceId, Set<string>>;
}

/** Traces grow for seconds; who comes back later is looked up in the store. */
const REMEMBERED_TRACES = 20_000;
const MOST_REMEMBERED_SPANS = 2_000_000;
/** Names that were last heard before lose their place to new ones. */
const NAMES_LAST_MS = 7 * 86_400_000;

export async function openFoldBook(store: RollupStore | undefined, now: number): Promise<FoldBook | null> {
  if (!store) return null;
  const names = createNameBook();
  for (const series of await store.listSeries()) if (series.lastMs > now - NAMES_LAST_MS) rememberName(names, series);
  return { store, names, counted: new Map() };
}

/** What the scanned traces add to the series: only spans that were never counted, whatever was delivered before. */
export async function foldScan(
  book: FoldBook | null,
  traces: readonly Trace[],
  { orderKeys, userKeys, peers }: ChainSet,
  breath: Breath,
  log: (message: string) => void,
): Promise<RollupRound | undefined> {
  if (book === null) return undefined;
  const delta = createDelta();
  const context = { delta, names: book.names, orderKeys, userKeys, peers };
  const unknown = traces.map(({ traceId }) => traceId).filter((id) => !book.counted.has(id));
  const stored = await book.store.counted(unknown);
  const counted: RollupRound["counted"][number][] = [];
  for (const trace of traces) {
    const known = book.counted.get(trace.traceId) ?? stored.get(trace.traceId) ?? new Set<string>();
    const part = known.size;
    const ids = foldOne(context, trace, known, log);
    for (const id of ids) known.add(id);
    // Taken out first, so that the map's order is that of use.
    book.counted.delete(trace.traceId);
    book.counted.set(trace.traceId, known);
    if (ids.length > 0) counted.push({ traceId: trace.traceId, part, ids });
    await takeBreath(breath);
  }
  trim(book);
  return { delta, counted };
}

/** A trace that cannot be counted is a bug or an attack: it stops no other, and is not tried again, for what was counted of it would count twice. */
function foldOne(
  context: Parameters<typeof foldTrace>[0],
  trace: Trace,
  known: ReadonlySet<string>,
  log: (message: string) => void,
): readonly string[] {
  try {
    return foldTrace(context, trace, known);
  } catch (error) {
    log(`trace ${trace.traceId} could not be counted into the series: ${error instanceof Error ? error.message : String(error)}`);
    return [...new Set(trace.spans.map(countedId))].filter((id) => !known.has(id));
  }
}

function trim({ counted }: FoldBook): void {
  let spans = 0;
  for (const ids of counted.values()) spans += ids.size;
  for (const [traceId, ids] of counted) {
    if (counted.size <= REMEMBERED_TRACES && spans <= MOST_REMEMBERED_SPANS) return;
    spans -= ids.size;
    counted.delete(traceId);
  }
}
