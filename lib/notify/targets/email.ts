import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { ACCEPTED, type Message, refused, type Sent } from "../message.ts";
import { explain } from "../post-json.ts";
import type { TargetOf } from "../routes.ts";
import { WORDS } from "../words.ts";

const TIMEOUT_MS = 10_000;

/** All messages of one group stand in one thread; a repeated one has the same Message-ID, which mail servers and readers take for one. */
export async function sendByEmail(target: TargetOf<"email">, message: Message, repeated: boolean): Promise<Sent> {
  const transport = createTransport({
    ...{ host: target.host, port: target.port, secure: target.security === "tls" },
    ...(target.security === "starttls" ? { requireTLS: true } : {}),
    ...(target.security === "none" ? { ignoreTLS: true } : {}),
    ...(target.user === undefined ? {} : { auth: { user: target.user, pass: target.password ?? "" } }),
    ...(target.ca === undefined ? {} : { tls: { ca: target.ca } }),
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    // A message holds no files and no addresses to fetch.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const words = WORDS[message.language];
  const lines = repeated ? [...message.lines, words.repeated] : message.lines;
  const thread = message.groupId === null ? null : idOf(`${message.route} ${message.groupId}`);
  try {
    await transport.sendMail({
      ...{ from: target.from, to: [...target.to], subject: message.subject, messageId: idOf(message.key) },
      ...(thread === null ? {} : { inReplyTo: thread, references: [thread] }),
      headers: { "auto-submitted": "auto-generated", "x-loupe-severity": message.severity },
      text: [message.subject, "", ...lines, "", message.url].join("\n"),
      html: `<h3>${inHtml(message.subject)}</h3>${lines.map((line) => `<p>${inHtml(line)}</p>`).join("")}<p><a href="${inHtml(message.url)}">${words.open}</a></p>`,
    });
    return ACCEPTED;
  } catch (error) {
    const code = (error as { readonly responseCode?: number }).responseCode;
    return refused(code === undefined ? explain(error) : `${explain(error)} (SMTP ${code})`);
  } finally {
    transport.close();
  }
}

const idOf = (key: string): string => `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@loupe>`;
const inHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.codePointAt(0)};`);
