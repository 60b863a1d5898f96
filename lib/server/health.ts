import type { ServerResponse } from "node:http";
import type { Directory } from "../auth/directory.ts";
import { requestThrottle } from "../auth/request-throttle.ts";
import type { Runtime } from "../runtime.ts";
import type { Counters } from "./request-log.ts";
import { probeStore } from "./store-probe.ts";

type Part = "ok" | "degraded" | "failed";

/** States only: whoever may ask without signing in learns no address and no error text. */
export async function readiness(
  runtime: Runtime,
  directory: Directory | null,
): Promise<{ readonly ready: boolean; readonly body: object }> {
  const [source, store, people] = await Promise.all([
    allOf(runtime.sources.map(async (one) => (await one.status()).state)),
    worst([probeStore(runtime.auth, runtime.clock)]),
    directory === null ? ("ok" as const) : worst([directory.isUp().then((up) => (up ? "ok" : "failed"))]),
  ]);
  const ready = source !== "failed" && store !== "failed" && people !== "failed";
  return { ready, body: { ready, source, store, directory: people } };
}

async function worst(parts: readonly Promise<Part>[]): Promise<Part> {
  const states = await Promise.all(parts.map((part) => part.catch(() => "failed" as const)));
  return states.includes("failed") ? "failed" : states.includes("degraded") ? "degraded" : "ok";
}

/** While one of several answers, there is something to show. */
async function allOf(parts: readonly Promise<Part>[]): Promise<Part> {
  const states = await Promise.all(parts.map((part) => part.catch(() => "failed" as const)));
  if (states.length > 0 && states.every((state) => state === "failed")) return "failed";
  return states.every((state) => state === "ok") ? "ok" : "degraded";
}

/** Prometheus text. */
export function metricsText(counters: Counters): string {
  const lines = [
    "# TYPE loupe_http_requests_total counter",
    ...[...counters.byClass].map(([kind, count]) => `loupe_http_requests_total{class="${kind}"} ${count}`),
    "# TYPE loupe_http_throttled_total counter",
    ...Object.entries(requestThrottle().counts).map(([by, count]) => `loupe_http_throttled_total{by="${by}"} ${count}`),
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    "# TYPE process_cpu_seconds_total counter",
    `process_cpu_seconds_total ${process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6}`,
    "# TYPE process_uptime_seconds gauge",
    `process_uptime_seconds ${Math.round(process.uptime())}`,
  ];
  return `${lines.join("\n")}\n`;
}

export function sendJson(res: ServerResponse, status: number, body: object, type = "application/json"): void {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  res.end(JSON.stringify(body));
}

export const sendProblem = (res: ServerResponse, status: number, type: string, title: string, detail: string): void =>
  sendJson(res, status, { type: `/problems/${type}`, title, status, detail }, "application/problem+json");
