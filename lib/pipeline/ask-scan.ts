import { setTimeout } from "node:timers/promises";
import type { TraceSource } from "../sources/source.ts";
import type { AskedScan, ScanAnswer } from "./asked-scan.ts";
import type { Machine } from "./machine.ts";
import { isResting } from "./note-failure.ts";

const TRACES_A_SCAN = 1_000;
/** The others do not wait longer for one that is slow: its answer is taken in a later round. */
const PATIENCE_MS = 2_000;

/** Asks every source that is not asked already and not resting, all at once. `eager`: also those that are left alone for a moment since nothing was waiting. */
export function beginScans(machine: Machine, signal: AbortSignal, eager: boolean): void {
  const begunMs = performance.now();
  for (const source of machine.sources) {
    const state = machine.progress.get(source.id)!;
    if (state.asked !== null || isResting(machine, source.id)) continue;
    if (!eager && begunMs < state.restUntil) continue;
    const answer = ask(source, state.cursor, signal);
    // A source that breaks its promise never to throw shows where it is awaited, not as a rejection that nobody handles.
    answer.catch(() => undefined);
    state.asked = { answer, askedAt: machine.clock(), begunMs };
  }
}

async function ask(source: TraceSource, cursor: string | null, signal: AbortSignal): Promise<ScanAnswer> {
  const began = performance.now();
  const scanned = await source.scan(cursor, TRACES_A_SCAN, signal);
  return { scanned, askedMs: performance.now() - began };
}

/** Null: it was not asked, or is not ready while other sources are there to go on with. */
export async function takeScan(machine: Machine, source: TraceSource): Promise<(ScanAnswer & Omit<AskedScan, "answer">) | null> {
  const state = machine.progress.get(source.id)!;
  const { asked } = state;
  if (asked === null) return null;
  const patience = new AbortController();
  const late = machine.sources.length > 1 ? setTimeout(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null) : asked.answer;
  try {
    const answer = await Promise.race([asked.answer, late]);
    if (answer === null) return null;
    state.asked = null;
    return { ...answer, askedAt: asked.askedAt, begunMs: asked.begunMs };
  } catch (error) {
    state.asked = null;
    throw error;
  } finally {
    patience.abort();
  }
}

/** Nothing is under way any more: a source is never asked by two at once. */
export async function settleScans(machine: Machine): Promise<void> {
  await Promise.allSettled([...machine.progress.values()].map((state) => state.asked?.answer));
}
