import { IncomingMessage, type ServerResponse } from "node:http";
import { err, ok, type Result } from "../../base/result.ts";
import type { Ms } from "../../base/time.ts";

const MOST_BYTES = 32_768;
const WITHIN_MS: Ms = 10_000;

/** 408 too slow, 413 too long, 415 not a form. */
export type FormFault = { readonly status: 408 | 413 | 415 };

/** An `application/x-www-form-urlencoded` body: no longer than any sign-in is, and not dripped in over minutes. */
export async function readForm(
  req: IncomingMessage,
  limits: { readonly bytes: number; readonly ms: Ms } = { bytes: MOST_BYTES, ms: WITHIN_MS },
): Promise<Result<URLSearchParams, FormFault>> {
  if (!isForm(req)) return err({ status: 415 });
  if (Number(req.headers["content-length"] ?? 0) > limits.bytes) return err({ status: 413 });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    req.destroy();
  }, limits.ms);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Destroying the request would take the connection with it before it was answered.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.bytes) return err({ status: 413 });
      chunks.push(chunk);
    }
  } catch (fault) {
    if (!late) throw fault;
    return err({ status: 408 });
  } finally {
    clearTimeout(timer);
  }
  return ok(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
}

export const isForm = (req: IncomingMessage): boolean =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(req.headers["content-type"] ?? "");

/** What was not read is not awaited: the connection ends with the answer. */
export function refuseForm(res: ServerResponse, { status }: FormFault): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", connection: "close" });
  res.end(JSON.stringify({ error: "invalid_request" }));
}

/** The same request with another form in it, for what reads its body from the request. */
export function withForm(req: IncomingMessage, form: URLSearchParams, headers: IncomingMessage["headers"] = req.headers): IncomingMessage {
  const body = Buffer.from(form.toString());
  const copy = new IncomingMessage(req.socket);
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor } = req;
  // Whole: else its end would be taken for a broken connection, and break it.
  Object.assign(copy, { method, url, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  copy.headers = { ...headers, "content-length": String(body.length) };
  delete copy.headers["transfer-encoding"];
  copy.push(body);
  copy.push(null);
  return copy;
}
