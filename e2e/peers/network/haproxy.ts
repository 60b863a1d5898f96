/** A real HAProxy on the host between, with a port for every way in which such a proxy is set up. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeCertificates } from "../make-certificates.ts";
import { makeFolder } from "../run-server.ts";

/** Ports on the proxy, both towards inside and towards outside. */
export const PORTS = { tls: 8443, plain: 8080, first: 8081, six: 8082, untrusted: 8083, forgetful: 8084, proxyLine: 8085 } as const;

const FACES = ["10.8.1.1", "198.51.100.1", "[fd00:81::1]", "[2001:db8:2::1]"] as const;

function configOf(port: number, certificate: string): string {
  const frontend = (name: keyof typeof PORTS, backend: string, bind = "") =>
    `frontend ${name}\n${FACES.map((face) => `  bind ${face}:${PORTS[name]}${bind}`).join("\n")}\n  default_backend ${backend}\n`;
  const backend = (name: string, server: string, forwards = true) =>
    `backend ${name}\n${forwards ? "  option forwardfor\n" : ""}  server one ${server}\n`;
  return [
    "global\n  maxconn 200\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n",
    frontend("tls", "loupe", ` ssl crt ${certificate}`),
    frontend("plain", "loupe"),
    frontend("first", "second"),
    frontend("six", "loupe6"),
    frontend("untrusted", "unknown"),
    frontend("forgetful", "silent"),
    frontend("proxyLine", "line"),
    `frontend hop\n  bind 10.99.0.2:8090\n  default_backend loupe\n`,
    backend("loupe", `10.99.0.1:${port} source 10.99.0.2`),
    backend("second", "10.99.0.2:8090 source 10.99.0.2"),
    backend("loupe6", `[fd00:99::1]:${port} source [fd00:99::2]`),
    backend("unknown", `10.98.0.1:${port} source 10.98.0.2`),
    backend("silent", `10.99.0.1:${port} source 10.99.0.2`, false),
    backend("line", `10.99.0.1:${port} source 10.99.0.2 send-proxy`),
  ].join("\n");
}

export interface Certificate {
  /** What a caller trusts. */
  readonly caFile: string;
  /** Certificate and key in one file, as HAProxy wants them. */
  readonly bundle: string;
  remove(): void;
}

export function makeBundle(): Certificate {
  const folder = makeFolder("haproxy");
  const { caFile, certificateFile, keyFile } = makeCertificates(folder, "IP:10.8.1.1,IP:198.51.100.1");
  const bundle = path.join(folder, "both.pem");
  writeFileSync(bundle, readFileSync(certificateFile, "utf8") + readFileSync(keyFile, "utf8"), { mode: 0o600 });
  return { caFile, bundle, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Haproxy {
  readonly program: string;
  /** Where Loupe listens on its host. */
  readonly port: number;
  readonly certificate: Certificate;
}

/** @param on what comes before a command to run it on the host @returns how it is stopped */
export function startHaproxy(on: readonly [string, ...string[]], { program: haproxy, port, certificate }: Haproxy): () => Promise<void> {
  const file = `${certificate.bundle}.cfg`;
  writeFileSync(file, configOf(port, certificate.bundle));
  const [program, ...args] = on;
  const checked = spawnSync(program, [...args, haproxy, "-c", "-f", file], { encoding: "utf8" });
  if (checked.status !== 0) throw new Error(`HAProxy does not take its configuration: ${checked.stderr}`);
  const child = spawn(program, [...args, haproxy, "-db", "-q", "-f", file], { stdio: ["ignore", "ignore", "inherit"] });
  const reap = () => child.kill("SIGKILL");
  process.once("exit", reap);
  const ended = once(child, "exit");
  return async () => {
    process.off("exit", reap);
    child.kill("SIGKILL");
    await ended;
  };
}
