import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { err, ok, type Result } from "#lib/base/result";
import type { Refusal } from "./otlp-answer.ts";

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);

/** The whole body as sent, or why not; "crowded" when `take` says no. `null`: the client went away, nobody is there to be answered. */
export function readBody(
  req: IncomingMessage,
  mostBytes: number,
  take: (count: number) => boolean,
): Promise<Result<Buffer, Refusal | "crowded"> | null> {
  const tooBig = err<Refusal>({ status: 413, message: `The body is larger than ${mostBytes} bytes: send smaller batches` });
  const announced = Number(req.headers["content-length"] ?? 0);
  if (announced > mostBytes) return Promise.resolve(tooBig);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (why: Result<Buffer, Refusal | "crowded">) => {
      chunks.length = 0;
      req.pause();
      resolve(why);
    };
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > mostBytes) stop(tooBig);
      else if (!take(chunk.length)) stop(err("crowded"));
    });
    req.on("end", () => resolve(ok(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))));
    req.on("error", () => resolve(null));
    req.on("close", () => resolve(null));
  });
}

/** The body without its `content-encoding`. Bounded: a small body may unpack to terabytes. */
export async function unpackBody(body: Buffer, encoding: string | undefined, mostBytes: number): Promise<Result<Uint8Array, Refusal>> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return ok(body);
  if (name !== "gzip" && name !== "x-gzip" && name !== "deflate") {
    return err({
      status: 415,
      message: `Unknown content-encoding ${JSON.stringify(name.slice(0, 40))}: gzip, deflate or none`,
      headers: { "accept-encoding": "gzip, deflate" },
    });
  }
  try {
    return ok(await (name === "deflate" ? inflateAsync : gunzipAsync)(body, { maxOutputLength: mostBytes }));
  } catch (reason) {
    const tooBig = reason instanceof RangeError || (reason as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    if (tooBig) return err({ status: 413, message: `The body unpacks to more than ${mostBytes} bytes: send smaller batches` });
    return err({ status: 400, message: `The body is not valid ${name}: ${(reason as Error).message}` });
  }
}
