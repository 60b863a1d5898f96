import { createHmac } from "node:crypto";
import type { UnixMs } from "../../base/time.ts";
import type { Message, Sent } from "../message.ts";
import { postJson } from "../post-json.ts";
import type { TargetOf } from "../routes.ts";

/**
 * Generic: the message as JSON, signed. A receiver computes `hmac-sha256(secret, t + "." + body)` over the bytes that came, compares it with `v1` in
 * constant time, refuses a `t` (Unix seconds) that is minutes away, and takes each `Idempotency-Key` once.
 */
export function sendToWebhook(target: TargetOf<"webhook">, message: Message, repeated: boolean, now: UnixMs): Promise<Sent> {
  const body = JSON.stringify({ version: 1, ...message, repeated });
  const at = Math.floor(now / 1_000);
  return postJson(target.url, body, { "idempotency-key": message.key, "loupe-signature": `t=${at},v1=${sign(target.secret, at, body)}` });
}

export const sign = (secret: string, at: number, body: string): string =>
  createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
