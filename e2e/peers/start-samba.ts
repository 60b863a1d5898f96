/** Samba's Active Directory domain controller, LDAP only, in a network of its own (its ports are fixed) and a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "ldapts";
import { makeCertificates } from "./make-certificates.ts";
import { makeFolder } from "./run-server.ts";

export interface Samba {
  readonly ldapUrl: string;
  readonly ldapsUrl: string;
  readonly caPem: string;
  readonly baseDn: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  /** As the domain's administrator. */
  write<T>(use: (client: Client) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const PASSWORD = "Administrators-word-1";
const PATIENCE_MS = 60_000;

/** Whether a network of one's own may be made here, by the reason why not. */
export const whyNoNetwork = (): string | null =>
  spawnSync("unshare", ["-n", "ip", "link", "set", "lo", "up"], { stdio: "ignore" }).status === 0
    ? null
    : "a network namespace (root, unshare and ip are needed: its ports are fixed)";

export async function startSamba(binary: string): Promise<Samba> {
  const folder = makeFolder("samba");
  const certificates = makeCertificates(folder, "IP:127.0.0.1");
  const log: string[] = [];
  const children: ChildProcess[] = [];
  const servers: Server[] = [];
  const stop = async () => {
    for (const server of servers) server.close();
    for (const child of children) await end(child);
    process.off("exit", reap);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  // A test that is ended hard leaves no server behind.
  const reap = () => {
    for (const child of children) signal(child, "SIGKILL");
  };
  process.once("exit", reap);
  try {
    provision(folder);
    const options = {
      ...{
        "server services": "ldap",
        "tls enabled": "yes",
        "tls keyfile": certificates.keyFile,
        "tls certfile": certificates.certificateFile,
      },
      ...{ "tls cafile": certificates.caFile, "log file": path.join(folder, "samba.log"), "pid directory": folder },
      ...{ "ncalrpc dir": path.join(folder, "ncalrpc"), "winbindd socket directory": path.join(folder, "winbindd") },
      "ntp signd socket directory": path.join(folder, "ntp"),
    };
    const samba = [binary, "-F", "-M", "single", "--no-process-group", "-s", path.join(folder, "dc/etc/smb.conf")];
    const relays = [389, 636].map((port) => `"${process.execPath}" "${import.meta.dirname}/relay-port.ts" "${folder}/${port}" ${port} &`);
    const script = `ip link set lo up; ${relays.join(" ")} exec "$@"`;
    const given = Object.entries(options).map(([key, value]) => `--option=${key}=${value}`);
    const child = spawn("unshare", ["-n", "sh", "-c", script, "sh", ...samba, ...given], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    for (const out of [child.stdout, child.stderr]) out.setEncoding("utf8").on("data", (text: string) => void log.push(text));
    const urls: string[] = [];
    for (const port of [389, 636]) urls.push(`127.0.0.1:${await listenFor(path.join(folder, String(port)), servers)}`);
    const [ldapUrl, ldapsUrl] = [`ldap://${urls[0]}`, `ldaps://${urls[1]}`];
    const baseDn = "DC=corp,DC=test";
    const bindDn = `CN=Administrator,CN=Users,${baseDn}`;
    const write: Samba["write"] = async (use) => {
      const client = new Client({ url: ldapsUrl, timeout: 10_000, connectTimeout: 10_000, tlsOptions: { ca: certificates.caPem } });
      try {
        await client.bind(bindDn, PASSWORD);
        return await use(client);
      } finally {
        await client.unbind();
      }
    };
    await ready(child, () => write(async () => undefined));
    return { ldapUrl, ldapsUrl, caPem: certificates.caPem, baseDn, bindDn, bindPassword: PASSWORD, write, stop };
  } catch (error) {
    const tail = log.join("").split("\n").slice(-15).join("\n");
    await stop();
    throw new Error(`Samba did not start: ${error instanceof Error ? error.message : String(error)}\n${tail}`);
  }
}

function provision(folder: string): void {
  const args = ["--use-rfc2307", "--realm=CORP.TEST", "--domain=CORP", "--server-role=dc", "--dns-backend=NONE", "--host-name=dc"];
  const where = [`--adminpass=${PASSWORD}`, `--targetdir=${path.join(folder, "dc")}`, "--host-ip=127.0.0.1"];
  const options = ["--option=interfaces=lo", "--option=bind interfaces only=yes"];
  const command = ["-n", "sh", "-c", `ip link set lo up; exec samba-tool domain provision "$@"`, "sh", ...args, ...where, ...options];
  const ran = spawnSync("unshare", command, { timeout: PATIENCE_MS, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`no domain could be made: ${ran.stderr.split("\n").slice(-5).join("\n")}`);
}

/** A free port here for a socket file there. */
async function listenFor(socketFile: string, servers: Server[]): Promise<number> {
  const server = createServer((here) => {
    const there = connect(socketFile);
    here.pipe(there).pipe(here);
    for (const side of [here, there])
      side.on("error", () => {
        here.destroy();
        there.destroy();
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return (server.address() as { readonly port: number }).port;
}

async function ready(child: ChildProcess, answers: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let last: unknown;
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    try {
      await answers();
      return;
    } catch (error) {
      last = error;
    }
    await pause(100);
  }
  throw last;
}

/** To the whole group: the relays are of it. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, "close");
  signal(child, "SIGTERM");
  const timer = setTimeout(() => signal(child, "SIGKILL"), 3_000);
  await closed;
  clearTimeout(timer);
}
