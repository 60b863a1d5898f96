import { writeFileSync } from "node:fs";
import path from "node:path";
import { freePorts, makeFolder, type PeerServer, runServer } from "./run-server.ts";

export interface TempoOptions {
  readonly binary: string;
  /** Of the newer generation (3.x), whose configuration differs. */
  readonly generation?: 2 | 3;
  /** Its operator allows little: 400 traces and 12 spans of each in an answer, ranges of four hours. */
  readonly tight?: boolean;
}

/** One process on local disk, on loopback, that finds back-dated spans at once (`shared/reference/peers.md` has the facts). */
export async function startTempo({
  binary,
  generation = process.env["LOUPE_TEMPO_GENERATION"] === "3" ? 3 : 2,
  tight = false,
}: TempoOptions): Promise<PeerServer> {
  const [http, grpc, otlp] = await freePorts(3);
  const folder = makeFolder("tempo");
  const file = path.join(folder, "tempo.yaml");
  writeFileSync(file, (generation === 2 ? configOf2 : configOf3)(folder, http!, grpc!, otlp!, tight ? TIGHT : ""));
  const queryUrl = `http://127.0.0.1:${http}`;
  return runServer({
    name: "Tempo",
    binary,
    args: [`-config.file=${file}`],
    folder,
    queryUrl,
    otlpUrl: `http://127.0.0.1:${otlp}/v1/traces`,
    // `/ready` holds back for 15 s and longer after it would answer all that is asked here.
    readyUrl: `${queryUrl}/api/search?q=%7B%7D&limit=1`,
  });
}

const TIGHT = ", max_result_limit: 400, max_spans_per_span_set: 12, max_duration: 4h";

const common = (http: number, grpc: number, otlp: number) => `
server: { http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: warn }
distributor: { max_attribute_bytes: 16384, receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${otlp}" } } } } }
memberlist: { bind_addr: [127.0.0.1], bind_port: 0 }
usage_report: { reporting_enabled: false }
overrides: { defaults: { ingestion: { rate_limit_bytes: 200000000, burst_size_bytes: 200000000, max_traces_per_user: 0 } } }
`;

const configOf2 = (folder: string, http: number, grpc: number, otlp: number, limits: string): string => `${common(http, grpc, otlp)}
ingester:
  trace_idle_period: 1s
  flush_check_period: 1s
  lifecycler: { address: 127.0.0.1, min_ready_duration: 0s, ring: { kvstore: { store: inmemory }, replication_factor: 1 } }
querier: { frontend_worker: { frontend_address: "127.0.0.1:${grpc}" } }
query_frontend: { search: { query_ingesters_until: 720h, query_backend_after: 0s${limits} } }
compactor: { ring: { kvstore: { store: inmemory } } }
storage:
  trace:
    backend: local
    wal: { path: ${folder}/wal, ingestion_time_range_slack: 720h }
    local: { path: ${folder}/blocks }
`;

const configOf3 = (folder: string, http: number, grpc: number, otlp: number, limits: string): string => `${common(http, grpc, otlp)}
live_store: { wal: { path: ${folder}/live-store, ingestion_time_range_slack: 720h } }
query_frontend: { search: { query_backend_after: 720h${limits} } }
storage:
  trace:
    backend: local
    wal: { path: ${folder}/wal, ingestion_time_range_slack: 720h }
    local: { path: ${folder}/blocks }
`;
