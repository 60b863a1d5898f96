import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { SMTPServer } from "smtp-server";
import { unixMs } from "../../base/time.ts";
import type { Message } from "../message.ts";
import { startReceiver } from "../receiver-for-tests.ts";
import type { Target } from "../routes.ts";
import { send } from "./send.ts";
import { sign } from "./webhook.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 14, 40));
const message: Message = {
  ...{ key: "loupe r g 7", phase: "hangs", route: "r", groupId: "a".repeat(20), language: "ru", severity: "major", count: 2 },
  ...{ subject: "2 заказа зависли · <!channel> @all *x*", lines: ["заказ 1", "очередь <b>"], url: "https://loupe.test/board?group=a" },
  ...{ startsAt: "2026-11-23T14:02:11.000Z", endsAt: null, labels: { chain: "price-calculation", step: "crm-api" }, caseIds: ["1"] },
};

test("a webhook is signed over the bytes that it sends, and says which message it is", async () => {
  const receiver = await startReceiver();
  const sent = await send({ id: "t", kind: "webhook", url: receiver.url, secret: "s3cret" }, message, true, NOW);
  assert.deepEqual(sent, { accepted: true });
  const { headers, body } = receiver.received[0]!;
  assert.equal(headers["idempotency-key"], message.key);
  const [, at, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["loupe-signature"]))!;
  assert.equal(signature, sign("s3cret", Number(at), body));
  assert.notEqual(signature, sign("another", Number(at), body));
  const told = JSON.parse(body);
  assert.deepEqual([told.version, told.count, told.repeated, told.subject], [1, 2, true, message.subject]);
  await receiver.close();
});

test("Alertmanager gets one alert by its labels, and its end when it is over", async () => {
  const receiver = await startReceiver();
  const target: Target = { id: "t", kind: "alertmanager", url: `${receiver.url}/base/`, user: "u", password: "p" };
  await send(target, message, false, NOW);
  await send(target, { ...message, severity: "critical", phase: "over", endsAt: "2026-11-23T15:00:00.000Z" }, false, NOW);
  await send(target, { ...message, phase: "summary" }, false, NOW);
  assert.deepEqual(
    receiver.received.map(({ path }) => path),
    ["/base/api/v2/alerts", "/base/api/v2/alerts"],
  );
  const [open, over] = receiver.received.map(({ body }) => JSON.parse(body)[0]);
  assert.deepEqual(open.labels, over.labels);
  assert.ok(Date.parse(open.endsAt) > Date.parse("2026-11-29T00:00:00Z"));
  assert.equal(over.endsAt, "2026-11-23T15:00:00.000Z");
  assert.equal(receiver.received[0]!.headers.authorization, "Basic dTpw");
  await receiver.close();
});

test("words of a span call nobody in a chat and are no mark-up; a repetition says so", async () => {
  const receiver = await startReceiver();
  await send({ id: "t", kind: "slack", url: receiver.url }, message, false, NOW);
  await send({ id: "t", kind: "mattermost", url: receiver.url, channel: "c" }, message, true, NOW);
  const [slack, mattermost] = receiver.received.map(({ body }) => JSON.parse(body));
  assert.ok(slack.text.includes("&lt;!channel&gt;") && !slack.text.includes("<!"));
  assert.ok(!mattermost.text.includes("@all") && mattermost.text.includes("\\*x\\*"));
  assert.equal(mattermost.channel, "c");
  assert.ok(mattermost.text.includes("Возможен повтор") && !slack.text.includes("Возможен повтор"));
  await receiver.close();
});

test("Telegram's wish for a pause is heard, and its token is in no reason", async () => {
  const receiver = await startReceiver((_, res) => {
    res.writeHead(429, { "content-type": "application/json" });
    res.end('{"ok":false,"parameters":{"retry_after":17}}');
  });
  const target: Target = { id: "t", kind: "telegram", token: "123:SECRET", chat: "-1", url: receiver.url };
  const sent = await send(target, message, false, NOW);
  assert.deepEqual(sent, { accepted: false, reason: "asks for a pause (HTTP 429)", retryAfterMs: 17_000 });
  assert.equal(receiver.received[0]!.path, "/bot123:SECRET/sendMessage");
  assert.equal(JSON.parse(receiver.received[0]!.body).chat_id, "-1");
  await receiver.close();
});

test("what does not accept says why in words: no address, no secret, no word of the answer, no redirect followed, no endless body read", async () => {
  const elsewhere = await startReceiver();
  const receiver = await startReceiver(({ path }, res) => {
    if (path === "/moved") res.writeHead(302, { location: elsewhere.url }).end();
    else if (path === "/later") res.writeHead(503, { "retry-after": "30" }).end("s3cret");
    else if (path === "/endless") {
      res.writeHead(500);
      const timer = setInterval(() => res.write("s3cret".repeat(1_000)), 1);
      res.on("close", () => clearInterval(timer));
    } else res.destroy();
  });
  const reasonOf = async (url: string) => {
    const sent = await send({ id: "t", kind: "webhook", url, secret: "s3cret" }, message, false, NOW);
    assert.ok(!sent.accepted);
    assert.ok(!sent.reason.includes("s3cret") && !sent.reason.includes("127.0.0.1"), sent.reason);
    return [sent.reason, sent.retryAfterMs];
  };
  assert.match(String((await reasonOf(`${receiver.url}/moved`))[0]), /redirect \(302\), which is not followed/);
  assert.deepEqual(await reasonOf(`${receiver.url}/later`), ["answers with HTTP 503", 30_000]);
  assert.deepEqual(await reasonOf(`${receiver.url}/endless`), ["answers with HTTP 500", null]);
  assert.deepEqual(await reasonOf(`${receiver.url}/cut`), ["closed the connection", null]);
  assert.equal(elsewhere.received.length, 0);
  await Promise.all([receiver.close(), elsewhere.close()]);
  assert.match(String((await reasonOf(receiver.url))[0]), /^(nobody listens there|closed the connection)$/);
});

async function startSmtp(password: string) {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (auth, _, done) => (auth.password === password ? done(null, { user: auth.username }) : done(new Error("no"))),
    onData(stream, _, done) {
      let text = "";
      stream.on("data", (piece) => {
        text += piece;
      });
      stream.on("end", () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

/** The decoded text of one part of a mail. */
function partOf(mail: string, type: string): string {
  const boundary = /boundary="(.+?)"/.exec(mail)![1]!;
  const part = mail.split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${type}`))!;
  const [head = "", ...body] = part.split("\r\n\r\n");
  const text = body.join("\r\n\r\n");
  if (/base64/i.test(head)) return Buffer.from(text, "base64").toString();
  const bytes = text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

test("mail goes through a real SMTP server: one thread a group, one id a message, nothing of a span is mark-up", async () => {
  const smtp = await startSmtp("pass");
  const target: Target = {
    ...{ id: "t", kind: "email", host: "127.0.0.1", port: smtp.port, security: "none", user: "u", password: "pass" },
    ...{ from: "Loupe <loupe@example.test>", to: ["a@example.test"] },
  };
  assert.deepEqual(await send(target, message, false, NOW), { accepted: true });
  await send(target, message, true, NOW);
  await send(target, { ...message, key: "another" }, false, NOW);
  const header = (name: string) => smtp.mails.map((mail) => new RegExp(`^${name}: (.*)$`, "im").exec(mail)?.[1]);
  const [first, again, other] = header("message-id");
  assert.ok(first === again && first !== other && first !== undefined);
  assert.equal(new Set(header("references")).size, 1);
  const html = partOf(smtp.mails[0]!, "text/html");
  assert.ok(html.includes("очередь &#60;b&#62;") && !html.includes("<b>"), html);
  const wrong = await send({ ...target, password: "wrong" }, message, false, NOW);
  assert.deepEqual(wrong, { accepted: false, reason: "does not accept the user or the password (SMTP 535)", retryAfterMs: null });
  await smtp.close();
  assert.equal((await send(target, message, false, NOW)).accepted, false);
});

test("mail that must be protected is not sent in the open", async () => {
  const smtp = await startSmtp("pass");
  const target: Target = {
    ...{ id: "t", kind: "email", host: "127.0.0.1", port: smtp.port, security: "starttls", user: "u", password: "pass" },
    ...{ from: "loupe@example.test", to: ["a@example.test"] },
  };
  assert.equal((await send(target, message, false, NOW)).accepted, false);
  assert.equal(smtp.mails.length, 0);
  await smtp.close();
});
