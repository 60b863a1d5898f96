import { ACCEPTED, type Message, type Sent } from "../message.ts";
import { postJson } from "../post-json.ts";
import type { TargetOf } from "../routes.ts";

/** Without an end Alertmanager would resolve it by itself after minutes of silence; Loupe says when it is over. */
const OPEN_FOR_MS = 7 * 24 * 3_600_000;

/** Labels name the group, so that an update is the same alert and its end resolves it. */
export function sendToAlertmanager(target: TargetOf<"alertmanager">, message: Message): Promise<Sent> {
  // A summary and its groups would be alerts that nobody ever resolves.
  if (message.phase === "summary") return Promise.resolve(ACCEPTED);
  const { chain, step, kind, state, cause, queue, service, version } = message.labels;
  const alert = {
    // A group's severity may grow, and a changed label would be another alert: it stands among the annotations.
    labels: {
      ...{ alertname: message.phase === "test" ? "LoupeTest" : "LoupeOrdersHang", group: message.groupId ?? "none" },
      ...{ chain, step, kind, state, cause, queue, service, version },
    },
    annotations: {
      summary: message.subject,
      description: message.lines.join("\n"),
      count: String(message.count),
      severity: message.severity,
    },
    startsAt: message.startsAt,
    endsAt: message.endsAt ?? new Date(Date.parse(message.startsAt) + OPEN_FOR_MS).toISOString(),
    generatorURL: message.url,
  };
  const basic: Record<string, string> =
    target.user === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${target.user}:${target.password ?? ""}`).toString("base64")}` };
  return postJson(`${target.url.replace(/\/+$/, "")}/api/v2/alerts`, JSON.stringify([alert]), basic);
}
