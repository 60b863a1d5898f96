/** Servers that Debian packages: what is there is used; root on a Debian gets them by apt-get, once. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { FoundBinary } from "./find-binary.ts";

export type DebianServer = "slapd" | "samba" | "haproxy";

interface Server {
  readonly paths: readonly string[];
  /** Beside the program; Debian packages it apart. */
  readonly needs?: string;
  readonly packages: readonly string[];
}

const SERVERS: Readonly<Record<DebianServer, Server>> = {
  slapd: { paths: ["/usr/sbin/slapd", "/usr/local/sbin/slapd", "/usr/lib/openldap/slapd"], packages: ["slapd"] },
  haproxy: { paths: ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"], packages: ["haproxy"] },
  // dsdb-modules: without them the directory controller cannot open its own database.
  samba: {
    paths: ["/usr/sbin/samba"],
    needs: "/usr/share/samba/setup/ad-schema",
    packages: ["samba-ad-dc", "samba-ad-provision", "samba-dsdb-modules", "samba-vfs-modules"],
  },
};

const PATIENCE_MS = 600_000;

/** `LOUPE_SLAPD_BIN` and `LOUPE_SAMBA_BIN` name another. */
export function findDebianProgram(name: DebianServer): FoundBinary {
  const variable = `LOUPE_${name.toUpperCase()}_BIN`;
  const named = process.env[variable];
  if (named) return existsSync(named) ? { path: named } : { missing: `${variable} names ${named}, which does not exist` };
  const { paths, packages, needs } = SERVERS[name];
  const there = () => (needs === undefined || existsSync(needs) ? paths.find((path) => existsSync(path)) : undefined);
  if (there() === undefined && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) install(name, packages);
  const path = there();
  return path === undefined ? { missing: `${name} (Debian: apt-get install ${packages.join(" ")}, or ${variable})` } : { path };
}

/** Nothing of the package's own starts: slapd is left without a configuration, which its service takes for "not wanted". */
function install(name: DebianServer, packages: readonly string[]): void {
  process.stderr.write(`Installing Debian's ${packages.join(", ")} (apt-get)\n`);
  const run = (command: string, args: readonly string[], input?: string) =>
    spawnSync(command, [...args], {
      ...{ stdio: ["pipe", "ignore", "ignore"], timeout: PATIENCE_MS, input: input ?? "" },
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
    });
  if (name === "slapd") run("debconf-set-selections", [], "slapd slapd/no_configuration boolean true\n");
  const wanted = ["install", "-y", "-q", "--no-install-recommends", ...packages];
  if (run("apt-get", wanted).status === 0) return;
  run("apt-get", ["update", "-q"]);
  run("apt-get", wanted);
}
