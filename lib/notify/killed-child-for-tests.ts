/**
 * For `killed.integration.test.ts`: opens cases and tells people of them, in a process that can be killed at any moment.
 * Arguments: store, receiver, which start it is. Prints the numbers of cases once they are committed; told to end by a line, it ends when nothing waits.
 */
import { createInterface } from "node:readline";
import { MINUTE_MS, unixMs } from "../base/time.ts";
import { defaultChains } from "../chains/load.ts";
import { openStore } from "../store/open.ts";
import { killedCase, ROUTES } from "./killed-cases-for-tests.ts";
import { createNotifier } from "./notifier.ts";
import type { Route } from "./routes.ts";

const [url = "", receiver = "", start = "0"] = process.argv.slice(2);
/** Later than the leases of the one that was killed, so that nobody waits a minute for them. */
const clock = () => unixMs(Date.now() + Number(start) * 2 * MINUTE_MS);
const store = await openStore({ url, clock });
const routes = ROUTES.map((id): Route => {
  const target = { id, kind: "webhook", url: `${receiver}/${id}`, secret: "s" } as const;
  return { id, target, language: "en", severity: "minor", update_every: 60 * MINUTE_MS };
});
const notifier = createNotifier({
  ...{ routes, outbox: store.outbox, cases: store.cases, onChange: () => {}, leads: store.leadership.leads, clock },
  composing: () => ({ chains: defaultChains(), mask: (text) => text, baseUrl: "http://loupe.test" }),
  log: (message) => console.error(message),
});

const MOST_CASES = 60;
let ending = false;
createInterface({ input: process.stdin }).once("line", () => {
  ending = true;
});
const open = async (): Promise<void> => {
  // Each start has numbers of its own: what was killed uncommitted is not taken up again.
  const first = Number(start) * 10_000;
  for (let number = first; number < first + MOST_CASES && !ending; number += 2) {
    const changes = [killedCase(number, clock()), killedCase(number + 1, clock())];
    await store.cases.commit({ changes, outbox: notifier.signal });
    console.log(`${number} ${number + 1}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const tell = async (): Promise<void> => {
  for (;;) {
    await notifier.runOnce();
    const { signals, messages } = await notifier.waiting();
    if (ending && signals + messages === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
await Promise.all([open(), tell()]);
await store.close();
process.exit(0);
