import type { Browser, Page } from "playwright";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/**
 * Main-thread time of each frame (script, style, layout, paint) while `act` runs, from Chromium's own trace: the tasks of
 * the renderer's main thread, added up between one `BeginMainThreadFrame` and the next. Frames in which nothing happened do not count.
 */
export async function frameWork(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<{ readonly p95: number; readonly frames: number }> {
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame"],
  });
  await act();
  const { traceEvents: events } = JSON.parse((await browser.stopTracing()).toString("utf8")) as { traceEvents: readonly TraceEvent[] };
  const begins = events.filter((event) => event.name === "BeginMainThreadFrame");
  // The page's own renderer is the one that made most frames; others only idle.
  const thread = mostOften(begins.map((event) => `${event.pid}:${event.tid}`));
  const onMain = events.filter((event) => `${event.pid}:${event.tid}` === thread);
  const starts = onMain
    .filter((event) => event.name === "BeginMainThreadFrame")
    .map((event) => event.ts)
    .sort((a, b) => a - b);
  const tasks = onMain.filter((event) => event.name === "RunTask" && event.ph === "X");
  if (starts.length < 20 || tasks.length < 20)
    throw new Error(`the trace holds ${starts.length} frames and ${tasks.length} tasks: too few to judge`);
  const work = new Float64Array(starts.length);
  for (const task of tasks) {
    let frame = starts.findLastIndex((start) => start <= task.ts + (task.dur ?? 0));
    if (frame < 0) frame = 0;
    work[frame]! += (task.dur ?? 0) / 1000;
  }
  const busy = [...work].filter((ms) => ms > 0.5).sort((a, b) => a - b);
  return { p95: busy[Math.floor(busy.length * 0.95)] ?? 0, frames: busy.length };
}

function mostOften(keys: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}
