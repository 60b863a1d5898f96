import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "./caller.ts";

/** One line of JSON. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;

export const logToStderr: Log = (entry) => void process.stderr.write(`${JSON.stringify(entry)}\n`);

/** Paths hold order ids, queries hold anything: only the shape is logged, `/api/v1/orders/…`. Neither names nor tokens come near. */
export function shapeOf(url: string): string {
  const path = url.split("?")[0] ?? "/";
  return (
    path
      .split("/")
      .map((part) => (/^[a-z][a-z0-9-]{0,24}$/.test(part) || part === "" ? part : "…"))
      .slice(0, 8)
      .join("/") || "/"
  );
}

export interface Counters {
  readonly byClass: Map<string, number>;
}

const QUIET = /^\/(_next\/|healthz|readyz|metrics)/;

/** Counts every answer; logs those that somebody may ask about later. */
export function watchRequest(req: IncomingMessage, res: ServerResponse, caller: Caller, counters: Counters, log: Log): void {
  const started = performance.now();
  const url = req.url ?? "/";
  res.on("close", () => {
    const kind = `${Math.floor(res.statusCode / 100)}xx`;
    counters.byClass.set(kind, (counters.byClass.get(kind) ?? 0) + 1);
    if (QUIET.test(url) && res.statusCode < 500 && res.statusCode !== 403) return;
    const ms = Math.round(performance.now() - started);
    log({
      at: new Date().toISOString(),
      method: req.method,
      path: shapeOf(url),
      status: res.statusCode,
      ms,
      peer: caller.peer,
      client: caller.client,
    });
  });
}
