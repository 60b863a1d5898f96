/** The real servers' programs: named by the environment, else built once by the Go client and kept outside the work tree. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

export type PeerName = "jaeger" | "tempo" | "collector";

const PACKAGES: Readonly<Record<PeerName, string>> = {
  jaeger: "github.com/jaegertracing/jaeger/cmd/jaeger",
  tempo: "github.com/grafana/tempo/cmd/tempo",
  // A program of ours, of the parts that `docs/collector` names: the whole distribution would take an hour.
  collector: ".",
};

export type FoundBinary = { readonly path: string } | { readonly missing: string };

/** The program, or where it would come from: builds nothing. */
export function lookForBinary(name: PeerName): FoundBinary | { readonly toBuild: string } {
  const variable = `LOUPE_${name.toUpperCase()}_BIN`;
  const named = process.env[variable];
  if (named) return existsSync(named) ? { path: named } : { missing: `${variable} names ${named}, which does not exist` };
  const target = path.join(cacheFolder(name), name);
  if (existsSync(target)) return { path: target };
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0) return { missing: `${name} (neither Go nor ${variable} is here)` };
  return { toBuild: target };
}

/** The program, built if need be: minutes the first time, with the compiler's progress on stderr. */
export async function findBinary(name: PeerName): Promise<FoundBinary> {
  const found = lookForBinary(name);
  if (!("toBuild" in found)) return found;
  const folder = path.dirname(found.toBuild);
  mkdirSync(folder, { recursive: true });
  const unfinished = `${found.toBuild}.${process.pid}`;
  const failure = await build(name, unfinished);
  if (failure !== null) {
    rmSync(unfinished, { force: true });
    return { missing: `${name} could not be built: ${failure}` };
  }
  renameSync(unfinished, found.toBuild); // two builders at once do no harm: the last one wins, whole
  return { path: found.toBuild };
}

/** By what is compiled: another list of checksums is another program. */
function cacheFolder(name: PeerName): string {
  const sums = createHash("sha256").update(readFileSync(path.join(moduleFolder(name), "go.sum")));
  return path.join(homedir(), ".cache", "loupe-peers", `${name}-${sums.digest("hex").slice(0, 16)}`);
}

const moduleFolder = (name: PeerName): string => path.join(import.meta.dirname, name);

/** About this many packages go into each; only for showing how far it is. */
const PACKAGE_COUNT: Readonly<Record<PeerName, number>> = { jaeger: 2_900, tempo: 1_900, collector: 1_100 };

/** `-v` prints each package as it is compiled: that is the progress. Low priority, since a desktop may want its cores. */
function build(name: PeerName, output: string): Promise<string | null> {
  const nice = process.platform === "win32" ? [] : ["nice", "-n", "10"];
  const [command, ...rest] = [...nice, "go", "build", "-v", "-mod=readonly", "-o", output, PACKAGES[name]];
  process.stderr.write(`Building the real ${name} (once; some minutes)\n`);
  const child = spawn(command!, rest, { cwd: moduleFolder(name), stdio: ["ignore", "ignore", "pipe"] });
  let last = "";
  let compiled = 0;
  let shownAt = performance.now();
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = chunk.split("\n").filter((line) => line.trim() !== "");
    compiled += lines.filter((line) => !line.startsWith("go: ")).length;
    last = lines.filter((line) => line.startsWith("go: ") || line.includes(": ")).at(-1) ?? last;
    if (performance.now() - shownAt < 5_000) return;
    shownAt = performance.now();
    process.stderr.write(`  ${name}: ${compiled} packages compiled (of at most about ${PACKAGE_COUNT[name]}) ${lines.at(-1) ?? ""}\n`);
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? null : last || `go ended with code ${code}`));
  });
}
