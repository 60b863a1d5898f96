import { type Message, refused, type Sent } from "../message.ts";
import { postJson, retryAfter } from "../post-json.ts";
import type { TargetOf } from "../routes.ts";
import { WORDS } from "../words.ts";

const textOf = (message: Message, repeated: boolean, bold: (text: string) => string, plain: (text: string) => string): string =>
  [bold(plain(message.subject)), ...message.lines.map(plain), message.url, ...(repeated ? [WORDS[message.language].repeated] : [])].join(
    "\n",
  );

/** A span's words must neither call everybody nor link anywhere. */
const forSlack = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const forMattermost = (text: string): string => text.replace(/@/g, "@\u200b").replace(/[\\`*_{}[\]()#+!|~<>]/g, "\\$&");

export const sendToSlack = ({ url }: TargetOf<"slack">, message: Message, repeated: boolean): Promise<Sent> =>
  postJson(url, JSON.stringify({ text: textOf(message, repeated, (text) => `*${text.replace(/\*/g, "∗")}*`, forSlack) }));

export const sendToMattermost = ({ url, channel }: TargetOf<"mattermost">, message: Message, repeated: boolean): Promise<Sent> =>
  postJson(
    url,
    JSON.stringify({ ...(channel ? { channel } : {}), text: textOf(message, repeated, (text) => `**${text}**`, forMattermost) }),
  );

/** Plain text: no mark-up, nothing to escape. Telegram cuts at 4,096 characters by refusing. */
export const sendToTelegram = ({ url, token, chat }: TargetOf<"telegram">, message: Message, repeated: boolean): Promise<Sent> =>
  postJson(
    `${url.replace(/\/+$/, "")}/bot${token}/sendMessage`,
    JSON.stringify({
      chat_id: chat,
      text: textOf(
        message,
        repeated,
        (text) => text,
        (text) => text,
      ).slice(0, 4_000),
      link_preview_options: { is_disabled: true },
    }),
    {},
    (status, text) =>
      status === 429 ? refused("asks for a pause (HTTP 429)", retryAfter(/"retry_after":\s*(\d+)/.exec(text)?.[1] ?? null)) : null,
  );
