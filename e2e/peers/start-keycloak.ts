/** A real Keycloak on loopback, its data in memory; set up and acted on by its own administration API. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePorts, makeFolder } from "./run-server.ts";

export interface Keycloak {
  readonly url: string;
  /** A call of the administration API, below `/admin/realms`. */
  admin(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 120_000;

export async function startKeycloak({ home }: { readonly home: string }): Promise<Keycloak> {
  const [port, management] = await freePorts(2);
  const folder = makeFolder("keycloak");
  const password = randomBytes(12).toString("hex");
  const logFile = path.join(folder, "keycloak.log");
  const log = createWriteStream(logFile);
  const args = ["start-dev", "--db=dev-mem", "--http-host=127.0.0.1", `--http-port=${port}`, `--http-management-port=${management}`];
  const child = spawn("bash", [path.join(home, "bin/kc.sh"), ...args], {
    cwd: folder,
    detached: true,
    env: {
      ...process.env,
      ...{ KC_CACHE: "local", KC_BOOTSTRAP_ADMIN_USERNAME: "admin", KC_BOOTSTRAP_ADMIN_PASSWORD: password },
      ...{ JAVA_OPTS_KC_HEAP: "-Xms64m -Xmx512m", JAVA_OPTS_APPEND: "-XX:TieredStopAtLevel=1" },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  // The script starts Java as its child: all of them go together.
  const kill = (signal: "SIGTERM" | "SIGKILL") => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // Gone already.
    }
  };
  const reap = () => kill("SIGKILL");
  process.once("exit", reap);
  const stop = async () => {
    process.off("exit", reap);
    if (child.exitCode === null && child.signalCode === null) {
      const closed = once(child, "close");
      kill("SIGTERM");
      const timer = setTimeout(() => kill("SIGKILL"), 5_000);
      await closed;
      clearTimeout(timer);
    }
    log.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + PATIENCE_MS;
  while (!(await answers(`${url}/realms/master`))) {
    if (child.exitCode === null && performance.now() < until) await pause(250);
    else {
      const tail = readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n");
      await stop();
      throw new Error(`Keycloak did not start:\n${tail}`);
    }
  }

  let token = { text: "", until: 0 };
  const tokenNow = async (): Promise<string> => {
    if (Date.now() < token.until) return token.text;
    const form = new URLSearchParams({ grant_type: "password", client_id: "admin-cli", username: "admin", password });
    const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: "POST", body: form });
    token = { text: ((await answer.json()) as { access_token: string }).access_token, until: Date.now() + 30_000 };
    return token.text;
  };
  return {
    url,
    async admin(method, at, body) {
      const headers = { authorization: `Bearer ${await tokenNow()}`, "content-type": "application/json" };
      const answer = await fetch(`${url}/admin/realms${at}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${text.slice(0, 500)}`);
      return text === "" ? null : (JSON.parse(text) as unknown);
    },
    stop,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
