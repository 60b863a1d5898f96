import type { PipelineRound } from "../store/index-store.ts";
import type { Machine } from "./machine.ts";

/**
 * The store writes one round while the next is read and matched: half a commit is waiting for the disk and its thread.
 *
 *   this thread     scan 1 · scan 2 ·· match 1 ·· scan 3        ·  waits for the commit before
 *   the store              | commit 1 | commit 2 | commit 3
 *
 * Never two at once, and in order. What the books hold may be ahead of the store by one commit; should that fail, all of it is forgotten
 * and read anew (`pipeline.ts`). Whoever asks the store for what was just learnt waits first.
 */
export async function commitSoon(machine: Machine, round: PipelineRound, then: () => void): Promise<void> {
  await committed(machine);
  const pending = machine.index.commit(round).then(then);
  // It shows where it is awaited, not as a rejection that nobody handles.
  pending.catch(() => undefined);
  machine.pending = pending;
}

/** All of it is in the store. @throws what the commit threw */
export async function committed(machine: Machine): Promise<void> {
  const { pending } = machine;
  machine.pending = null;
  await pending;
}
