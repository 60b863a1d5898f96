/** One server as a child process: free ports, patience until it answers, an end that is one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface PeerServer {
  /** Where traces are asked for, without a slash at its end. */
  readonly queryUrl: string;
  /** Where OTLP goes, `/v1/traces` included. */
  readonly otlpUrl: string;
  /** The process, for tests that stop and slow it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** Ports that were free together a moment ago. Asked all at once, so that no two are the same. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address === "object" && address !== null) ports.push(address.port);
  }
  for (const server of servers) server.close();
  return ports;
}

export const makeFolder = (name: string): string => mkdtempSync(path.join(tmpdir(), `loupe-${name}-`));

export interface ServerCommand {
  readonly name: string;
  readonly binary: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Its own, removed with it; its log goes there. */
  readonly folder: string;
  readonly queryUrl: string;
  readonly otlpUrl: string;
  /** Answers 200 once it can be used. */
  readonly readyUrl: string;
}

const PATIENCE_MS = 90_000;
/** Tempo 3 with a search under way takes minutes to end by itself. */
const GRACE_MS = 3_000;

export async function runServer(command: ServerCommand): Promise<PeerServer> {
  const logFile = path.join(command.folder, "server.log");
  const log = createWriteStream(logFile);
  const child = spawn(command.binary, [...command.args], {
    cwd: command.folder,
    env: { ...process.env, ...command.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  // A test that is ended hard leaves no server behind.
  const reap = () => child.kill("SIGKILL");
  process.once("exit", reap);
  const stop = async () => {
    process.off("exit", reap);
    await end(child);
    log.end();
    rmSync(command.folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await ready(command, child);
  } catch (error) {
    const tail = readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n");
    await stop();
    throw new Error(`${command.name} did not start: ${error instanceof Error ? error.message : String(error)}\n${tail}`);
  }
  return { queryUrl: command.queryUrl, otlpUrl: command.otlpUrl, pid: child.pid!, stop };
}

async function ready({ readyUrl, otlpUrl }: ServerCommand, child: ChildProcess): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    if ((await answers(readyUrl)) && (await answers(otlpUrl, "POST"))) return;
    await pause(250);
  }
  throw new Error(`it was not ready within ${PATIENCE_MS / 1_000} s`);
}

/** An empty export is accepted by whoever takes exports at all. */
async function answers(url: string, method = "GET"): Promise<boolean> {
  const body = method === "POST" ? '{"resourceSpans":[]}' : undefined;
  try {
    const answer = await fetch(url, { method, body, headers: { "content-type": "application/json" }, signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGCONT"); // a paused one would not hear the rest
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await closed;
  clearTimeout(timer);
}
