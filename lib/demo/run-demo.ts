import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type UnixMs, unixMs } from "#lib/base/time";
import { readDemoLinks } from "#lib/env";
import { runtime } from "#lib/runtime";
import { DEFAULT_SESSION, type RunningServer, type ServerConfig } from "#lib/server/config";
import { startServer } from "#lib/server/main";
import { type Company, createCompany } from "./company.ts";
import { type DemoDirectory, startDemoDirectory } from "./directory/server.ts";
import { openGroundTruth } from "./ground-truth-file.ts";
import { makeFolder } from "./kept-file.ts";
import type { DemoOptions } from "./options.ts";
import { showProgress } from "./progress.ts";
import { secretsOf } from "./secrets.ts";
import { welcome } from "./welcome.ts";

const API_CLIENT = "demo-script";
/** The pipeline reads what has arrived; a source elsewhere may need longer than anyone wants to wait. */
const CATCH_UP_WITHIN_MS = 10 * 60_000;

type Say = (text: string) => void;
const now = (): UnixMs => unixMs(Date.now());

/** What runs, in the order of its start; stopped in the opposite one. */
export interface Running {
  directory?: DemoDirectory;
  server?: RunningServer;
  company?: Company;
}

/** Starts it all; what is up so far stands in `running`, so that a stop in the middle finds it. */
export async function runDemo(options: DemoOptions, running: Running, say: Say, print: Say): Promise<void> {
  const dataDir = resolve(options.dataDir ?? mkdtempSync(join(tmpdir(), "loupe-demo-")));
  makeFolder(dataDir);
  const groundTruth = join(dataDir, "ground-truth.jsonl");
  openGroundTruth(groundTruth).close();
  const secrets = secretsOf(dataDir);
  const directory = await startDemoDirectory({ dataDir });
  running.directory = directory;
  const work = async (exportUrl: string) => {
    const company = createCompany({ ...options, exportUrl, groundTruthPath: groundTruth, stateDir: dataDir, now, log: say });
    running.company = company;
    const show = showProgress(process.stderr, "history");
    await company.writeHistory((share, spans) => show(share, `${spans.toLocaleString("en")} spans`));
    company.goLive();
  };
  // A backend elsewhere is scanned by event time: the past must be in it before the first scan, or it would be late by hours.
  if (options.traffic && options.exportUrl !== null) await work(options.exportUrl);
  const server = await startServer(serverConfig(options, dataDir, directory, secrets));
  running.server = server;
  if (options.traffic && options.exportUrl === null) {
    if (server.otlpUrl === null) throw new Error("there is nowhere to send spans: give --export URL, or --no-traffic");
    await work(server.otlpUrl);
  }
  await caughtUp(now(), say);

  const { url, otlpUrl, tokenUrl } = server;
  const apiClient = { id: API_CLIENT, secret: secrets.apiClientSecret, tokenUrl, role: "lead" };
  const ready = { url, otlpUrl: otlpUrl ?? options.exportUrl, users: directory.users, apiClient, groundTruth, dataDir };
  print(options.json ? `${JSON.stringify(ready)}\n` : welcome(ready));
}

function serverConfig(
  options: DemoOptions,
  dataDir: string,
  directory: DemoDirectory,
  secrets: { readonly authSecret: string; readonly apiClientSecret: string },
): ServerConfig {
  return {
    baseUrl: null,
    host: "127.0.0.1",
    port: options.port,
    otlp: { host: "127.0.0.1", port: options.otlpPort },
    dev: false,
    rootDir: resolve(import.meta.dirname, "../.."),
    dataDir,
    storeUrl: `sqlite:${join(dataDir, "loupe.db")}`,
    authSecret: secrets.authSecret,
    allowedCidrs: ["127.0.0.0/8", "::1/128"],
    trustedProxyCidrs: [],
    directory: {
      url: directory.url,
      startTls: false,
      caPem: null,
      bindDn: directory.bindDn,
      bindPassword: directory.bindPassword,
      userBase: directory.userBase,
      userAttribute: "uid",
      groupBase: directory.groupBase,
      groupRoles: directory.groupRoles,
      timeoutMs: 5_000,
    },
    issuer: null,
    apiClients: [{ id: API_CLIENT, secret: secrets.apiClientSecret, role: "lead" }],
    sources: options.sources,
    chainsFile: options.chainsFile === null ? null : resolve(options.chainsFile),
    retention: { maxAgeMs: 14 * 24 * 3_600_000, maxBytes: 10e9 },
    session: DEFAULT_SESSION,
    metricsToken: null,
    links: readDemoLinks(),
  };
}

/** Ready means: what was sent is judged, so that the first look finds it. */
async function caughtUp(since: UnixMs, say: Say): Promise<void> {
  const show = showProgress(process.stderr, "reading");
  const until = performance.now() + CATCH_UP_WITHIN_MS;
  let most = 0;
  while (performance.now() < until) {
    const { sources, waitingOrders, caughtUp: idle } = runtime().pipeline.status();
    most = Math.max(most, waitingOrders);
    const behind = sources.some((source) => source.state !== "failed" && (source.scannedUpTo === null || source.scannedUpTo < since));
    if (idle && !behind) return show(1, "all read");
    show(most > 0 ? Math.min(0.99, 1 - waitingOrders / most) : 0, `${waitingOrders.toLocaleString("en")} orders waiting`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  say("the pipeline has not read everything yet; going on without waiting longer");
}

/** In the opposite order of the start: what sends stops before what receives. */
export async function stopDemo(running: Running): Promise<void> {
  await running.company?.stop();
  await running.server?.close();
  await running.directory?.close();
}

/** What a person can do about it. */
export function explain(error: unknown, options: DemoOptions): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== "EADDRINUSE") return (message ?? String(error)).replace(/^Loupe does not start[:,] /, "");
  const flag = port === options.otlpPort ? "--otlp-port" : "--port";
  return `port ${port ?? ""} is taken: stop what uses it, or give ${flag} another one (${flag} 0 picks a free one)`;
}
