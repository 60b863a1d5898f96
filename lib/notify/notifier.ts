import { setTimeout } from "node:timers/promises";
import { err, type Result } from "../base/result.ts";
import { MINUTE_MS, type Ms, SECOND_MS } from "../base/time.ts";
import type { CaseChange } from "../detector/cases/case.ts";
import type { OutboxEntry } from "../store/case-store.ts";
import type { OutboxStore } from "../store/outbox-store.ts";
import { composeTest } from "./compose.ts";
import { deliverMessages } from "./deliver.ts";
import { gatherSignals } from "./gather.ts";
import type { Sent } from "./message.ts";
import type { NotifierOptions } from "./notifier-options.ts";
import { signalChanges } from "./signal.ts";
import { createNotifyTally, type NotifyTally } from "./tally.ts";
import { send } from "./targets/send.ts";

export interface Notifier {
  start(): void;
  /** After what is being sent now. */
  stop(): Promise<void>;
  /** Everything that is due now. For tests; `start` calls it in a loop. */
  runOnce(): Promise<void>;
  /** Sends a message that says it is a test; `not-found` where no route is called so. */
  test(routeId: string): Promise<Result<Sent, "not-found">>;
  /** What of cases' changes is to be told: to be committed with them. */
  readonly signal: (changes: readonly CaseChange[]) => readonly OutboxEntry[];
  readonly tally: NotifyTally;
  readonly waiting: OutboxStore["countWaiting"];
}

const PAUSE_MS: Ms = SECOND_MS;

export function createNotifier(options: NotifierOptions): Notifier {
  const { routes, clock, log } = options;
  const deliver = options.deliver ?? send;
  const tally = createNotifyTally(routes.map(({ id }) => id));
  const stopping = new AbortController();
  let loop: Promise<void> | null = null;

  const runOnce = async (): Promise<void> => {
    if (!(await options.leads())) return;
    await gatherSignals(options);
    await deliverMessages({ ...options, deliver, tally });
  };

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let pause = PAUSE_MS;
      try {
        await runOnce();
      } catch (error) {
        log(`telling people failed, tried again in a minute: ${error instanceof Error ? error.message : String(error)}`);
        pause = MINUTE_MS;
      }
      await setTimeout(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    tally,
    runOnce,
    signal: signalChanges(routes),
    waiting: options.outbox.countWaiting,
    start() {
      // Without routes there may still be signals of a file that was taken away: they are settled, not kept for ever.
      loop ??= work();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
    async test(routeId) {
      const route = routes.find(({ id }) => id === routeId);
      if (!route) return err("not-found");
      const now = clock();
      return { ok: true, value: await deliver(route.target, composeTest(route, now, options.composing()), false, now) };
    },
  };
}
