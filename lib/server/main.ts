import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { provideGate } from "../auth/gate.ts";
import { isLoopback } from "../auth/network.ts";
import { limitsFor, makeRequestThrottle, provideRequestThrottle, USUAL_PER_SECOND } from "../auth/request-throttle.ts";
import { startSignIn } from "../auth/start-sign-in.ts";
import { unixMs } from "../base/time.ts";
import { announceAddress, readConfig } from "../env.ts";
import { provideRuntime, type Runtime } from "../runtime.ts";
import { wire } from "../wiring.ts";
import { admit } from "./caller.ts";
import { checkConfig, explainFailure } from "./check-config.ts";
import { type RunningServer, type ServerConfig, tokenUrlOf } from "./config.ts";
import { drain, guardPort, listen, ownUrl, PATIENCE } from "./listen.ts";
import { maskConsole } from "./masked-console.ts";
import { guardSpans } from "./otlp-door.ts";
import { makeRefusals } from "./refusals.ts";
import { type Log, logToStderr } from "./request-log.ts";
import { type Doorway, type Floor, serveRequest } from "./serve-request.ts";
import type { Wire, Wired } from "./wired.ts";

/** An order id of 4,096 characters is up to 48 kB of percent-encoded path. */
const MAX_HEADER_BYTES = 128 * 1024;

interface Parts {
  readonly wire: Wire;
  readonly log: Log;
  readonly pages: (config: ServerConfig, base: URL) => Promise<Pages>;
}

/** What answers where nothing of ours did: Next, or a small stand-in in tests. */
export interface Pages {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Development only: hot reload. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * The one process: it owns the socket, mounts the issuer, hands the rest to Next, receives OTLP and runs the pipeline.
 * @throws Error with every fault of the configuration, before anything listens
 */
export async function startServer(config: ServerConfig, parts: Partial<Parts> = {}): Promise<RunningServer> {
  const { wire: wireUp, log, pages } = { wire, log: logToStderr, pages: nextPages, ...parts };
  const { allowed, trusted, senders } = checkConfig(config);
  let floor: Floor | null = null;
  // Filled once the port is known, before which no request is answered.
  let door: Doorway | null = null;
  // Next listens for upgrades behind our back, where no network and no sign-in is asked: outside development they are requests like any other.
  const server = createServer({ ...PATIENCE, maxHeaderSize: MAX_HEADER_BYTES, shouldUpgradeCallback: () => config.dev }, (req, res) => {
    // Its own failures are answered inside; what fails even there costs one connection, never the process.
    if (door) serveRequest(door, req, res).catch(() => res.destroy());
    else res.destroy();
  });
  guardPort(server, (peer) => !allowed.has(peer) && !trusted.has(peer) && !isLoopback(peer));
  const loopbackUrl = ownUrl(config.host, await listen(server, config.host, config.port));
  const baseUrl = config.baseUrl ?? loopbackUrl;
  announceAddress(baseUrl);
  const base = new URL(baseUrl);
  const counters = { byClass: new Map<string, number>() };
  const refused = makeRefusals(
    () => floor?.runtime.audit ?? null,
    () => floor?.runtime.clock() ?? unixMs(Date.now()),
    log,
  );
  door = { allowed, trusted, base, dev: config.dev, metricsToken: config.metricsToken, counters, log, refused, floor: () => floor };

  const wired = await wireUp({ ...config, baseUrl });
  const giveConsoleBack = maskConsole(wired.runtime);
  const closing = new AbortController();
  // Not a copy: its chains and sources follow the configuration.
  provideRuntime(Object.create(wired.runtime, { closing: { value: closing.signal } }) as Runtime);
  const signIn = await startSignIn({
    ...config,
    baseUrl,
    loopbackUrl,
    store: wired.runtime.auth,
    clock: wired.runtime.clock,
    log: (event) => log({ at: new Date().toISOString(), event }),
  });
  provideGate(signIn.gate);
  provideRequestThrottle(makeRequestThrottle(limitsFor(config.requestsPerSecond ?? USUAL_PER_SECOND), () => performance.now()));
  const app = await pages(config, base);
  floor = { runtime: wired.runtime, signIn, pages: app.handle };
  if (config.dev)
    server.on("upgrade", (req, socket, head) => void (admit(req, allowed, trusted) ? app.upgrade(req, socket, head) : socket.destroy()));
  const otlp = await listenForSpans(config, wired, { trusted, senders, refused });
  wired.pipeline.start();

  return {
    url: baseUrl,
    otlpUrl: otlp?.url ?? null,
    tokenUrl: tokenUrlOf(config, baseUrl),
    async close() {
      closing.abort();
      await Promise.all([drain(server), otlp ? drain(otlp.server) : null]);
      await signIn.close();
      await wired.pipeline.stop();
      await app.close();
      await wired.close();
      giveConsoleBack();
    },
  };
}

async function nextPages(config: ServerConfig, base: URL): Promise<Pages> {
  const { default: next } = await import("next");
  // Node gives the CommonJS module's own default.
  const make = (next as unknown as { default?: typeof next }).default ?? next;
  const app = make({ dev: config.dev, dir: config.rootDir, customServer: true, hostname: base.hostname, port: Number(base.port) || 80 });
  await app.prepare();
  return { handle: app.getRequestHandler(), upgrade: app.getUpgradeHandler(), close: () => app.close() };
}

async function listenForSpans(
  config: ServerConfig,
  wired: Wired,
  door: Omit<Parameters<typeof guardSpans>[1], "takesOwnHost">,
): Promise<{ readonly server: Server; readonly url: string } | null> {
  if (config.otlp === null || wired.otlp === null) return null;
  const { accept, isStranger } = guardSpans(wired.otlp, { ...door, takesOwnHost: !config.otlpAllowedCidrs?.length });
  const server = createServer(PATIENCE, accept);
  guardPort(server, isStranger);
  const port = await listen(server, config.otlp.host, config.otlp.port);
  return { server, url: `${ownUrl(config.otlp.host, port)}/v1/traces` };
}

/** `npm start`. */
async function runFromEnvironment(): Promise<void> {
  const config = readConfig(undefined, process.argv.slice(2));
  if (!config.ok) {
    console.error(`Loupe does not start:\n${config.error.map((fault) => `  - ${fault}`).join("\n")}`);
    process.exit(2);
  }
  const running = await startServer(config.value);
  console.error(`Loupe: ${running.url}${running.otlpUrl ? ` · OTLP: ${running.otlpUrl}` : ""}`);
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      // A part that never ends must not keep the process: nothing acknowledged depends on a clean end.
      setTimeout(() => process.exit(0), 9_000).unref();
      void running.close().then(() => process.exit(0));
    });
}

if (import.meta.main)
  await runFromEnvironment().catch((error: unknown) => {
    console.error(explainFailure(error));
    process.exit(2);
  });
