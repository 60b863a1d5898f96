import { unixMs } from "../base/time.ts";
import { createCatchUp } from "../detector/cases/catch-up.ts";
import type { JudgedExecution } from "../detector/judgement.ts";
import { createBreath, takeBreath } from "./breath.ts";
import { ALIVE_KEY, type CaseRoom, watch, watchKey } from "./case-room.ts";
import type { Machine } from "./machine.ts";
import { keyOf } from "./rejudge.ts";

const A_PAGE = 500;

/**
 * After a start (or a store that was away): which cases are watched, and what hangs in the index. What was judged but not yet made a case before
 * a kill −9 is found here, and evaluated as if it had just been judged.
 */
export async function reconcileCases(machine: Machine, room: CaseRoom): Promise<void> {
  const { index, clock } = machine;
  room.watched.clear();
  room.watchedOf.clear();
  room.strikes.bySubject.clear();
  for (const one of await room.store.watched()) watch(room, one);
  const alive = Number((await index.getState(ALIVE_KEY)) ?? Number.NaN);
  // A store that was away for a moment is no restart: then the catch-up that is known goes on.
  if (room.round === 0) room.catchUp = createCatchUp(Number.isFinite(alive) ? unixMs(alive) : null, clock());
  const breath = createBreath();
  let cursor: string | undefined;
  const hanging = new Set<string>();
  do {
    const page = await index.listExecutions({ states: ["stuck", "failed"], latest: true, limit: A_PAGE, cursor });
    for (const one of page.items) hanging.add(one.execution.id);
    await takeIn(
      machine,
      room,
      page.items.filter((one) => !room.watched.has(one.execution.id)),
    );
    cursor = page.nextCursor ?? undefined;
    await takeBreath(breath);
  } while (cursor !== undefined);
  const quiet = [...room.watched.values()].filter((one) => one.executionId !== null && !hanging.has(one.executionId));
  for (let from = 0; from < quiet.length; from += A_PAGE) {
    const some = quiet.slice(from, from + A_PAGE);
    const found = await index.executionsById(some.map((one) => one.executionId!));
    for (const one of some) {
      const key = watchKey(one);
      if (key === null || room.judged.has(key)) continue;
      const siblings = one.orderId === null ? [] : ((await index.getOrder(one.orderId))?.executions ?? []);
      const alone = found.get(one.executionId!);
      room.judged.set(key, siblings.length > 0 ? siblings : alone ? [alone] : []);
      await takeBreath(breath);
    }
  }
  room.reconciled = true;
}

/** Those without a case that says so already: with their siblings, for a later attempt or chain changes what is said. */
async function takeIn(machine: Machine, room: CaseRoom, found: readonly JudgedExecution[]): Promise<void> {
  for (const one of found) {
    const key = keyOf(one);
    if (room.judged.has(key)) continue;
    const { orderId } = one.execution;
    const siblings = orderId === null ? [one] : ((await machine.index.getOrder(orderId))?.executions ?? [one]);
    room.judged.set(key, siblings);
  }
}
