import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { startPostgres } from "../store/postgres-for-tests.ts";
import { groupOf, ROUTES } from "./killed-cases-for-tests.ts";
import { type Received, startReceiver } from "./receiver-for-tests.ts";

const postgres = await startPostgres();
after(() => postgres.stop());
const home = mkdtempSync(join(tmpdir(), "loupe-told-"));
after(() => rmSync(home, { recursive: true, force: true }));

const KILLS = 4;

interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
}

function startChild(url: string, receiver: string, start: number, committed: Set<number>): Child {
  const args = ["--conditions=react-server", join(import.meta.dirname, "killed-child-for-tests.ts"), url, receiver, String(start)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  createInterface({ input: child.stdout! }).on("line", (line) => {
    for (const number of line.split(" ")) committed.add(Number(number));
  });
  return { process: child, ended: once(child, "close") };
}

/** Every request, and which of them were answered: one that came to a killed process is none that was heard. */
async function startHearing() {
  const answered: Received[] = [];
  let doomed: { readonly at: number; readonly child: ChildProcess; readonly answers: boolean } | null = null;
  let sinceStart = 0;
  const receiver = await startReceiver((received, res, count) => {
    sinceStart += 1;
    if (doomed !== null && sinceStart >= doomed.at) {
      // Now and then the answer is on its way when the process dies, now and then the process dies first.
      if (doomed.answers) res.end("ok");
      doomed.child.kill("SIGKILL");
      answered.push(received);
      return;
    }
    // Few that wait for seconds before they are tried again, many that are at once.
    if (count === 20) return void res.writeHead(500).end();
    if (count === 21) {
      // Taken, and nobody hears so.
      answered.push(received);
      return void res.destroy();
    }
    if (count % 5 === 0) return void res.writeHead(429, { "retry-after": "0" }).end();
    answered.push(received);
    res.end("ok");
  });
  return {
    receiver,
    answered,
    killAt(at: number, child: ChildProcess, answers: boolean) {
      sinceStart = 0;
      doomed = { at, child, answers };
    },
    spare() {
      doomed = null;
    },
  };
}

for (const [name, freshUrl] of [
  ["SQLite", async () => `sqlite:${join(home, "loupe.db")}`],
  ["PostgreSQL", () => postgres.freshDatabase()],
] as const)
  test(`killed while it sends (${name}): each committed case is told by each route, and no message is made twice`, async () => {
    const url = await freshUrl();
    const committed = new Set<number>();
    const hearing = await startHearing();
    for (let start = 0; start < KILLS; start++) {
      const child = startChild(url, hearing.receiver.url, start, committed);
      hearing.killAt(5 + start * 7, child.process, start % 2 === 0);
      await child.ended;
      assert.equal(child.process.signalCode, "SIGKILL");
    }
    hearing.spare();
    const last = startChild(url, hearing.receiver.url, KILLS, committed);
    await once(last.process.stdout!, "data");
    last.process.stdin!.write("end\n");
    await last.ended;
    assert.equal(last.process.exitCode, 0);
    await hearing.receiver.close();

    const keysOf = new Map<string, Set<string>>();
    const timesOf = new Map<string, number>();
    let again = 0;
    for (const { path, headers, body } of hearing.answered) {
      const { groupId, phase, repeated } = JSON.parse(body) as { groupId: string; phase: string; repeated: boolean };
      assert.equal(phase, "hangs");
      const key = String(headers["idempotency-key"]);
      const about = `${path.slice(1)} ${groupId}`;
      keysOf.set(about, (keysOf.get(about) ?? new Set()).add(key));
      const times = (timesOf.get(key) ?? 0) + 1;
      timesOf.set(key, times);
      if (times > 1) {
        again += 1;
        assert.equal(repeated, true, `${key} was told again and did not say so`);
      }
    }
    assert.ok(committed.size >= KILLS * 2);
    for (const number of committed)
      for (const route of ROUTES) assert.equal(keysOf.get(`${route} ${groupOf(number)}`)?.size ?? 0, 1, `case ${number}, route ${route}`);
    // Accepted, and killed before that was written down: at most what was under way in each route.
    assert.ok(again <= KILLS * ROUTES.length + 1, `${again} repetitions`);
    for (const keys of keysOf.values()) assert.equal(keys.size, 1);
  });
