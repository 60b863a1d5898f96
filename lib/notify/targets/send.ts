import type { UnixMs } from "../../base/time.ts";
import type { Message, Sent } from "../message.ts";
import type { Target } from "../routes.ts";
import { sendToAlertmanager } from "./alertmanager.ts";
import { sendToMattermost, sendToSlack, sendToTelegram } from "./chat.ts";
import { sendByEmail } from "./email.ts";
import { sendToWebhook } from "./webhook.ts";

/** `repeated`: a former try may have been accepted, nobody knows. */
export function send(target: Target, message: Message, repeated: boolean, now: UnixMs): Promise<Sent> {
  switch (target.kind) {
    case "webhook":
      return sendToWebhook(target, message, repeated, now);
    case "alertmanager":
      return sendToAlertmanager(target, message);
    case "slack":
      return sendToSlack(target, message, repeated);
    case "mattermost":
      return sendToMattermost(target, message, repeated);
    case "telegram":
      return sendToTelegram(target, message, repeated);
    case "email":
      return sendByEmail(target, message, repeated);
  }
}
