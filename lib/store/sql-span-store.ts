import type { Kysely } from "kysely";
import { createDictionary } from "./dictionary.ts";
import type { Flavour } from "./flavour.ts";
import { readChangedAfter, readTraces, readTracesOfOrder } from "./read-spans.ts";
import { retainSpans } from "./retain-spans.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { searchTraces } from "./search-traces.ts";
import { createSpanQueue } from "./span-queue.ts";
import type { SpanStore } from "./span-store.ts";

export interface SpanStoreOptions {
  /** Attribute keys that name an order, best first. */
  readonly orderKeys: readonly string[];
  /** Attribute keys that searches find without opening spans. */
  readonly indexedKeys: readonly string[];
  /** How many spans a search for other attributes opens before it answers in part. */
  readonly mostSpans: number;
}

export function createSpanStore(db: Kysely<Tables>, flavour: Flavour, options: SpanStoreOptions, sealing: Sealing): SpanStore {
  const dictionary = createDictionary(db, flavour, sealing);
  const queue = createSpanQueue({
    ...{ db, flavour, dictionary, sealing, indexedKeys: options.indexedKeys },
    get orderKeys() {
      return options.orderKeys;
    },
  });
  const { exclusive } = queue;
  return {
    append: (spans, receivedAt) => queue.append({ spans, receivedAt }),
    getTraces: (traceIds) => readTraces({ db, dictionary, sealing }, traceIds),
    changedAfter: (seq, limit) => readChangedAfter(db, seq, limit),
    tracesOfOrder: (orderId) => readTracesOfOrder(db, orderId),
    search: (query) => searchTraces({ db, dictionary, sealing, ...options }, query),
    retain: (limits, now) => retainSpans({ db, flavour, dictionary, sealing, exclusive }, limits, now),
    backlog: queue.backlog,
    close: queue.idle,
  };
}
