/** Keycloak as Maven has it: unpacked once, kept outside the work tree. `LOUPE_KEYCLOAK_HOME` names another one. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { FoundBinary } from "./find-binary.ts";

const VERSION = "26.5.6";
const ARTIFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
const SHA256 = "490189d9dff05272432d51f71a069462eeca97f2920a694d539a1e6c26a5a347";
const PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1";

/** @returns the folder with `bin/kc.sh` */
export function findKeycloak(): FoundBinary {
  const named = process.env["LOUPE_KEYCLOAK_HOME"];
  if (named)
    return existsSync(path.join(named, "bin/kc.sh"))
      ? { path: named }
      : { missing: `LOUPE_KEYCLOAK_HOME names ${named}, where no bin/kc.sh is` };
  if (!runs("java", "-version")) return { missing: "Keycloak (no Java is here)" };
  const home = path.join(homedir(), ".cache", "loupe-peers", `keycloak-${VERSION}`);
  if (existsSync(path.join(home, "bin/kc.sh"))) return { path: home };
  if (!runs("mvn", "-version")) return { missing: "Keycloak (neither Maven nor LOUPE_KEYCLOAK_HOME is here)" };
  process.stderr.write(`Fetching Keycloak ${VERSION} by Maven (once; 165 MB)\n`);
  const folder = `${home}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const zip = path.join(folder, `keycloak-quarkus-dist-${VERSION}.zip`);
    const failure = maven("copy", folder) ?? (sha256Of(zip) === SHA256 ? maven("unpack", folder) : "it is not what was expected (sha256)");
    if (failure !== null) return { missing: `Keycloak could not be fetched: ${failure}` };
    renameSync(path.join(folder, `keycloak-${VERSION}`), home);
    return { path: home };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const runs = (command: string, flag: string): boolean => spawnSync(command, [flag], { stdio: "ignore" }).status === 0;

const sha256Of = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

function maven(goal: "copy" | "unpack", folder: string): string | null {
  const args = ["-q", "-B", `${PLUGIN}:${goal}`, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`, "-Dmdep.useBaseVersion=true"];
  const ended = spawnSync("mvn", args, { cwd: folder, encoding: "utf8", timeout: 600_000 });
  return ended.status === 0 ? null : (ended.stdout.split("\n").find((line) => line.includes("ERROR")) ?? `mvn ended with ${ended.status}`);
}
