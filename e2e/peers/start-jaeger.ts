import { writeFileSync } from "node:fs";
import path from "node:path";
import { freePorts, makeFolder, type PeerServer, runServer } from "./run-server.ts";

export interface JaegerOptions {
  readonly binary: string;
  /** The memory store is a ring of so many traces, and refuses to search for more than that. */
  readonly maxTraces?: number;
}

/** One process with its memory store, on loopback; it answers v1 and v3. */
export async function startJaeger({ binary, maxTraces = 100_000 }: JaegerOptions): Promise<PeerServer> {
  const [http, grpc, otlp] = await freePorts(3);
  const folder = makeFolder("jaeger");
  const file = path.join(folder, "jaeger.yaml");
  writeFileSync(file, configOf(http!, grpc!, otlp!, maxTraces));
  const queryUrl = `http://127.0.0.1:${http}`;
  return runServer({
    name: "Jaeger",
    binary,
    args: ["--config", file],
    env: { OTEL_TRACES_SAMPLER: "always_off" }, // else it traces itself, into itself
    folder,
    queryUrl,
    otlpUrl: `http://127.0.0.1:${otlp}/v1/traces`,
    readyUrl: `${queryUrl}/api/services`,
  });
}

const configOf = (http: number, grpc: number, otlp: number, maxTraces: number): string => `
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines: { traces: { receivers: [otlp], exporters: [jaeger_storage_exporter] } }
  telemetry: { metrics: { level: none }, logs: { level: warn } }
extensions:
  jaeger_query:
    storage: { traces: memory }
    http: { endpoint: "127.0.0.1:${http}" }
    grpc: { endpoint: "127.0.0.1:${grpc}" }
  jaeger_storage: { backends: { memory: { memory: { max_traces: ${maxTraces} } } } }
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${otlp}" } } } }
exporters: { jaeger_storage_exporter: { trace_storage: memory } }
`;
