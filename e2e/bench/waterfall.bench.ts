// The waterfall of a 100,000-span order in headless Chromium, against the figures it has to reach. Medians, never a timed test.
// npm run bench waterfall

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { type Browser, type CDPSession, chromium, type Page } from "playwright";
import { chromiumPath } from "../demo-info.ts";
import { frameWork } from "./frame-work.ts";

const RUNS = 5;
const LAUNCH = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

interface Run {
  readonly firstRowsMs: number;
  readonly frameP95Ms: number;
  readonly frames: number;
  readonly findMs: number;
  readonly heapMb: number;
  readonly scriptKb: number;
}

const server = spawn(process.execPath, ["--conditions=react-server", join(import.meta.dirname, "gallery-server.ts"), "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise<string>((found, failed) => {
  server.once("exit", (code) => failed(new Error(`the gallery ended with ${code}: is the application built?`)));
  createInterface({ input: server.stdout }).on("line", (line) => {
    if (line.startsWith("{")) found((JSON.parse(line) as { url: string }).url);
  });
});
const browser = await chromium.launch({ executablePath: chromiumPath(), args: LAUNCH });
const runs: Run[] = [];
for (let i = 0; i < RUNS; i++) runs.push(await measure(browser, `${url}/gallery?case=100k`));
await browser.close();
server.kill();

const TARGETS: readonly (readonly [keyof Run, string, number])[] = [
  ["firstRowsMs", "answer received → first rows, ms", 300],
  ["frameP95Ms", "95th percentile of a frame's work while scrolling, ms", 16.7],
  ["findMs", "find, keystroke → drawn, ms", 100],
  ["heapMb", "heap after collection, MB", 100],
  ["scriptKb", "first-load script, kB gzipped", 250],
];
for (const [key, label, target] of TARGETS) {
  const sorted = runs.map((run) => run[key]).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  const spread = `${sorted[0]!.toFixed(1)}…${sorted.at(-1)!.toFixed(1)}`;
  process.stdout.write(`${median <= target ? "ok  " : "MISS"} ${label}: ${median.toFixed(1)} (${spread}), target ≤ ${target}\n`);
}
process.stdout.write(`frames measured while scrolling: ${runs.map((run) => run.frames).join(", ")}\n`);

async function measure(from: Browser, address: string): Promise<Run> {
  const context = await from.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("waterfall-drawn").length > 0, null, { timeout: 60_000 });
  const firstRowsMs = await page.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]!.startTime;
    return at("waterfall-drawn") - at("waterfall-received");
  });
  const scriptKb = (await Promise.all(scripts)).reduce((a, b) => a + b, 0) / 1000;
  await page.waitForTimeout(500);
  const session = await context.newCDPSession(page);
  const heapMb = await heap(session);
  const { p95, frames } = await frameWork(from, page, () => scroll(page));
  const findMs = await find(page, "quote models/17");
  await context.close();
  return { firstRowsMs, frameP95Ms: p95, frames, findMs, heapMb, scriptKb };
}

async function heap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const usage = (await session.send("Runtime.getHeapUsage")) as {
    usedSize: number;
    embedderHeapUsedSize?: number;
    backingStorageSize?: number;
  };
  // Typed arrays live outside of the script heap; they are the most of it and count.
  return (usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)) / 1e6;
}

/** Two seconds of a hand on the wheel, then jumps through the whole height. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(700, 500);
  for (let i = 0; i < 80; i++) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(16);
  }
  await page.evaluate(async () => {
    const tree = document.querySelector('[role="tree"]')!;
    for (let i = 0; i < 60; i++) {
      tree.scrollTop = (tree.scrollHeight * ((i * 37) % 60)) / 60;
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
}

async function find(page: Page, term: string): Promise<number> {
  return page.evaluate(async (text) => {
    const box = document.querySelector<HTMLInputElement>('input[type="search"]')!;
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!;
    const began = performance.now();
    write.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    if (!/[1-9]/.test(box.parentElement!.textContent ?? "")) throw new Error("nothing was found");
    return performance.now() - began;
  }, term);
}
