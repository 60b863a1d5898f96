/**
 * How soon somebody who leaves, or is demoted, is out: taken out of the group in a real slapd (LDAPS), a real server process with its own settings
 * (asked again every 60 s), until the page leads to the sign-in, the API answers 401, the open stream ends, an admins' page is denied. Twenty people
 * at each door, one session each, leaving at moments spread over a minute and a half; all at once, so that it takes four minutes and not eighty.
 * Target: 95th percentile ≤ 120 s. `npm run bench leaver`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { findDebianProgram } from "../peers/find-debian-program.ts";
import { freePorts, makeFolder } from "../peers/run-server.ts";
import { type Slapd, startSlapd } from "../peers/start-slapd.ts";
import { type Door, enter, untilClosed, type Watched } from "./leaver-doors.ts";

const TRIES = 20;
const SPREAD_MS = 90_000;
const DOORS: readonly Door[] = ["page", "api", "stream", "page of admins"];
const PATIENCE_MS = 300_000;

const found = findDebianProgram("slapd");
if ("missing" in found) {
  console.log(`leaver: not measured, ${found.missing}`);
  process.exit(0);
}
const slapd = await startSlapd({ binary: found.path });
const folder = makeFolder("leaver");
const { child, url } = await startLoupe(slapd, folder);
try {
  const watched: Watched[] = [];
  for (const door of DOORS)
    for (let index = 0; index < TRIES; index++) {
      const uid = `${door.replaceAll(" ", "-")}-${index}`;
      const password = randomBytes(9).toString("hex");
      await slapd.addPerson({ uid, password });
      await slapd.addToGroup("loupe-developers", uid);
      if (door === "page of admins") await slapd.addToGroup("loupe-admins", uid);
      watched.push(await enter(url, door, uid, password));
    }
  console.log(`${watched.length} people are signed in; asked again every 60 s, the default`);
  const taken = new Map<Door, number[]>(DOORS.map((door) => [door, []]));
  await Promise.all(
    watched.map(async (one, index) => {
      const closed = untilClosed(url, one);
      await pause(((index % TRIES) / TRIES) * SPREAD_MS + Math.random() * (SPREAD_MS / TRIES));
      await slapd.removeFromGroup(one.door === "page of admins" ? "loupe-admins" : "loupe-developers", one.uid);
      const left = performance.now();
      const isOut = await Promise.race([closed.then(() => true), pause(PATIENCE_MS, false, { ref: false })]);
      if (!isOut) throw new Error(`${one.uid} was still in after ${PATIENCE_MS / 1_000} s`);
      taken.get(one.door)!.push((performance.now() - left) / 1_000);
    }),
  );
  console.log("| door | tries | least | median | 95th percentile | most | target |\n| --- | --- | --- | --- | --- | --- | --- |");
  for (const [door, times] of taken) {
    times.sort((a, b) => a - b);
    const at = (part: number) => times[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)]!.toFixed(1);
    console.log(
      `| ${door} | ${times.length} | ${times[0]!.toFixed(1)} s | ${at(0.5)} s | ${at(0.95)} s | ${times.at(-1)!.toFixed(1)} s | ≤ 120 s |`,
    );
  }
} finally {
  await stop(child);
  await slapd.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** As an operator starts it, with nothing in its environment that makes it quicker. */
async function startLoupe(directory: Slapd, dataDir: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const [port] = await freePorts(1);
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["--conditions=react-server", "--disable-warning=ExperimentalWarning", "lib/server/main.ts"], {
    stdio: ["ignore", "ignore", process.env["LOUPE_BENCH_LOG"] ? "inherit" : "ignore"],
    env: {
      ...{ PATH: process.env["PATH"] ?? "", NODE_ENV: "production", DATA_DIR: dataDir },
      ...{ BASE_URL: address, HOST: "127.0.0.1", PORT: String(port), OTLP_PORT: "off", ALLOWED_CIDRS: "127.0.0.0/8" },
      ...{ AUTH_SECRET: randomBytes(36).toString("base64"), LDAP_URL: directory.ldapsUrl, LDAP_CA_FILE: directory.caFile },
      ...{ LDAP_BIND_DN: directory.bindDn, LDAP_BIND_PASSWORD: directory.bindPassword },
      ...{ LDAP_USER_BASE: directory.userBase, LDAP_GROUP_BASE: directory.groupBase },
      GROUP_ROLES: "loupe-developers=developer;loupe-admins=admin",
    },
  });
  for (let tries = 0; tries < 240; tries++) {
    if (child.exitCode !== null) throw new Error(`Loupe ended with ${child.exitCode}; LOUPE_BENCH_LOG=1 shows why`);
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return { child, url: address };
    await pause(500);
  }
  await stop(child);
  throw new Error("Loupe was not ready within two minutes");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}
