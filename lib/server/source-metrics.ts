import type { Runtime } from "../runtime.ts";
import type { SourceFailure } from "../sources/source.ts";

const KINDS: readonly SourceFailure["kind"][] = ["unreachable", "timeout", "rejected", "throttled", "broken-answer", "unavailable"];

/** One line of Prometheus text. Names of services come from outside. */
const line = (name: string, labels: Readonly<Record<string, string>>, value: number): string =>
  `${name}{${Object.entries(labels)
    .map(([key, text]) => `${key}="${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`)
    .join(",")}} ${value}`;

interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly lines: readonly string[];
}

const textOf = ({ name, type, help, lines }: Family): string =>
  lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;

/** What asking the sources costs and gives, how far each is read, and how far each service is heard. */
export function sourceMetrics({ sources, pipeline, clock }: Pick<Runtime, "sources" | "pipeline" | "clock">): string {
  const status = pipeline.status();
  const now = clock();
  const counted = sources.flatMap((source) => {
    const counters = source.counters?.();
    return counters ? [{ source: source.id, counters }] : [];
  });
  const perSource = (value: (one: (typeof counted)[number]["counters"]) => number) => (name: string) =>
    counted.map(({ source, counters }) => line(name, { source }, value(counters)));
  const family = (name: string, type: Family["type"], help: string, lines: (name: string) => readonly string[]): string =>
    textOf({ name, type, help, lines: lines(name) });
  return [
    family("loupe_source_requests_total", "counter", "Requests sent to a trace backend, for scans and for readers.", (name) =>
      counted.flatMap(({ source, counters: { requests, scanRequests } }) => [
        line(name, { source, purpose: "scan" }, scanRequests),
        line(name, { source, purpose: "read" }, requests - scanRequests),
      ]),
    ),
    family("loupe_source_bytes_total", "counter", "Bytes of answers as received.", (name) =>
      counted.flatMap(({ source, counters: { bytes, scanBytes } }) => [
        line(name, { source, purpose: "scan" }, scanBytes),
        line(name, { source, purpose: "read" }, bytes - scanBytes),
      ]),
    ),
    family(
      "loupe_source_retries_total",
      "counter",
      "Requests that were sent once more.",
      perSource(({ retries }) => retries),
    ),
    family("loupe_source_failures_total", "counter", "Questions that were not answered, by kind.", (name) =>
      counted.flatMap(({ source, counters }) => KINDS.map((kind) => line(name, { source, kind }, counters.failures[kind] ?? 0))),
    ),
    family(
      "loupe_source_breaker_open",
      "gauge",
      "1 while the backend is left alone after failures, 0.5 while it is tried again.",
      perSource(({ breaker }) => (breaker === "open" ? 1 : breaker === "half-open" ? 0.5 : 0)),
    ),
    family("loupe_source_up", "gauge", "Whether the last scan was answered.", (name) =>
      status.sources.map(({ sourceId, failedScans }) => line(name, { source: sourceId }, failedScans === 0 ? 1 : 0)),
    ),
    family("loupe_source_scan_lag_seconds", "gauge", "How far behind now the source has been read.", (name) =>
      status.sources.flatMap(({ sourceId, lagMs }) => (lagMs === null ? [] : [line(name, { source: sourceId }, lagMs / 1_000)])),
    ),
    family("loupe_source_scans_total", "counter", "Scans that were answered.", (name) =>
      status.sources.map(({ sourceId, scan }) => line(name, { source: sourceId }, scan.scans)),
    ),
    family("loupe_source_traces_total", "counter", "Traces that scans gave, again when they had changed.", (name) =>
      status.sources.map(({ sourceId, scan }) => line(name, { source: sourceId }, scan.traces)),
    ),
    family("loupe_source_spans_total", "counter", "Spans of these traces.", (name) =>
      status.sources.map(({ sourceId, scan }) => line(name, { source: sourceId }, scan.spans)),
    ),
    family("loupe_source_scan_seconds_total", "counter", "Time spent on scans: asking, and taking in what came.", (name) =>
      status.sources.flatMap(({ sourceId, scan }) => [
        line(name, { source: sourceId, part: "asked" }, scan.askedMs / 1_000),
        line(name, { source: sourceId, part: "taken-in" }, scan.takenInMs / 1_000),
      ]),
    ),
    textOf({
      name: "loupe_orders_waiting",
      type: "gauge",
      help: "Orders that have changed and are not matched yet.",
      lines: [`loupe_orders_waiting ${status.waitingOrders}`],
    }),
    textOf({
      name: "loupe_orders_unmatched",
      type: "gauge",
      help: "Orders that could not be matched: nothing is said of them.",
      lines: [`loupe_orders_unmatched ${status.unmatched.size}`],
    }),
    family("loupe_watermark_lag_seconds", "gauge", "How far behind now the telemetry of a service is complete.", (name) =>
      status.services.flatMap(({ service, watermark }) =>
        watermark === null ? [] : [line(name, { service }, Math.max(0, now - watermark) / 1_000)],
      ),
    ),
    family("loupe_telemetry_gaps", "gauge", "Times in which spans of a service did not arrive, of those that are remembered.", (name) =>
      status.services.map(({ service, gaps }) => line(name, { service }, gaps.length)),
    ),
  ].join("");
}
