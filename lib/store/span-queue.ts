import { type AppendContext, type Arrival, appendArrivals } from "./append-spans.ts";

/** What one transaction takes at most: longer ones make those who wait for their answer wait longer, without writing faster. */
const GROUP_SPANS = 4_000;

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Group commit: while one transaction runs, arrivals gather, and the next takes them together. Each is resolved when the transaction
 * that holds it is durable. `exclusive` runs other writes of the spans between two groups.
 */
export function createSpanQueue(context: AppendContext) {
  const waiting: Waiting[] = [];
  let spans = 0;
  let running: Promise<void> | null = null;
  let tail: Promise<unknown> = Promise.resolve();

  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const done = tail.then(work);
    tail = done.catch(() => {});
    return done;
  };

  const takeGroup = (): Waiting[] => {
    let size = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || size + waiting[count]!.arrival.spans.length <= GROUP_SPANS)) {
      size += waiting[count++]!.arrival.spans.length;
    }
    return waiting.splice(0, count);
  };

  const settle = (one: Waiting, failure: { readonly reason: unknown } | null): void => {
    spans -= one.arrival.spans.length;
    if (failure) one.reject(failure.reason);
    else one.resolve();
  };

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await appendArrivals(
        context,
        group.map(({ arrival }) => arrival),
      );
      for (const one of group) settle(one, null);
    } catch (reason) {
      if (group.length === 1) return settle(group[0]!, { reason });
      // What spoils one arrival must not cost its neighbours their place.
      for (const one of group) await writeGroup([one]);
    }
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Lets requests that are already decoded join.
      await new Promise(setImmediate);
      const group = takeGroup();
      await exclusive(() => writeGroup(group));
    }
    running = null;
  };

  return {
    exclusive,
    backlog: () => spans,
    append(arrival: Arrival): Promise<void> {
      if (arrival.spans.length === 0) return Promise.resolve();
      spans += arrival.spans.length;
      const done = new Promise<void>((resolve, reject) => waiting.push({ arrival, resolve, reject }));
      running ??= drain();
      return done;
    },
    async idle(): Promise<void> {
      while (running) await running;
      await tail;
    },
  };
}
