import { SECOND_MS } from "../base/time.ts";
import type { Runtime } from "../runtime.ts";

/** What became of messages, and what waits to be told, as Prometheus text. Ids of routes are letters, digits and hyphens. */
export async function notifyMetrics({ notifier, clock }: Pick<Runtime, "notifier" | "clock">): Promise<string> {
  const { messages, oldest } = await notifier.waiting();
  const outcomes = [...notifier.tally.byRoute].flatMap(([route, { accepted, refused, givenUp }]) =>
    Object.entries({ accepted, refused, "given-up": givenUp }).map(
      ([outcome, count]) => `loupe_notifications_total{route="${route}",outcome="${outcome}"} ${count}`,
    ),
  );
  return [
    "# HELP loupe_notifications_total Tries to send a message since the start, by what came of them",
    "# TYPE loupe_notifications_total counter",
    ...outcomes,
    "# HELP loupe_outbox_waiting Messages that nobody has accepted yet",
    "# TYPE loupe_outbox_waiting gauge",
    `loupe_outbox_waiting ${messages}`,
    "# HELP loupe_outbox_oldest_seconds How long the oldest of them has waited",
    "# TYPE loupe_outbox_oldest_seconds gauge",
    `loupe_outbox_oldest_seconds ${oldest === null ? 0 : Math.max(0, (clock() - oldest) / SECOND_MS)}`,
    "",
  ].join("\n");
}
