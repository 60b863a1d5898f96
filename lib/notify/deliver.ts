import { HOUR_MS, MINUTE_MS, type Ms, SECOND_MS, type UnixMs, unixMs } from "../base/time.ts";
import type { CaseChange } from "../detector/cases/case.ts";
import type { OutboxRow } from "../store/outbox-store.ts";
import type { Stored } from "./gather.ts";
import type { NotifierOptions } from "./notifier-options.ts";
import { UNHEARD } from "./post-json.ts";
import type { NotifyTally } from "./tally.ts";
import type { send } from "./targets/send.ts";

type Delivering = Pick<NotifierOptions, "routes" | "outbox" | "cases" | "clock" | "log" | "onChange"> & {
  readonly deliver: typeof send;
  readonly tally: NotifyTally;
};

/** Longer than any try takes: then whoever held it is dead. */
const LEASE_MS: Ms = MINUTE_MS;
const MOST_AT_ONCE = 20;
const FIRST_PAUSE_MS: Ms = 5 * SECOND_MS;
const LONGEST_PAUSE_MS: Ms = 15 * MINUTE_MS;
const GIVEN_UP_AFTER_MS: Ms = 24 * HOUR_MS;

/** Sends what is due; a route's messages one after the other, routes side by side. */
export async function deliverMessages(options: Delivering): Promise<void> {
  for (;;) {
    const taken = await options.outbox.takeMessages(options.clock(), LEASE_MS, MOST_AT_ONCE);
    if (taken.length === 0) return;
    await Promise.all(taken.map((row) => deliverOne(options, row)));
  }
}

const PERHAPS = ", after a try that it may have taken";

/** Nobody wrote down how it ended: whoever had it died meanwhile. Or it was sent, then or before, and no answer came. */
const mayHaveBeenTaken = (lastError: string | null): boolean => lastError === null || UNHEARD.has(lastError) || lastError.endsWith(PERHAPS);

async function deliverOne(options: Delivering, row: OutboxRow): Promise<void> {
  const { outbox, clock, log } = options;
  const route = options.routes.find(({ id }) => id === row.route);
  const { message } = JSON.parse(row.payload) as Stored;
  if (!route || message === null) return outbox.settle(row.id, clock(), route ? null : "its route is no longer in the routes file");
  const repeated = row.tries > 1 && mayHaveBeenTaken(row.lastError);
  const sent = await options.deliver(route.target, message, repeated, clock());
  const counts = options.tally.byRoute.get(route.id);
  const now = clock();
  if (sent.accepted) {
    if (counts) counts.accepted += 1;
    await outbox.settle(row.id, now, null);
    return noteTold(options, message.caseIds, route.id, now);
  }
  if (now - row.createdAt > GIVEN_UP_AFTER_MS) {
    if (counts) counts.givenUp += 1;
    log(
      `route ${route.id}: a message of ${new Date(row.createdAt).toISOString()} is given up after ${row.tries} tries: the target ${sent.reason}`,
    );
    return outbox.settle(row.id, now, sent.reason);
  }
  if (counts) counts.refused += 1;
  const reason = repeated && !UNHEARD.has(sent.reason) ? `${sent.reason}${PERHAPS}` : sent.reason;
  if (row.lastError !== reason) log(`route ${route.id}: the target ${route.target.id} ${sent.reason}; it is tried again`);
  return outbox.retry(row.id, unixMs(now + (sent.retryAfterMs ?? pauseAfter(row.tries))), reason);
}

/** Doubling. Nobody else asks the same target in step: of several Loupes one tells. */
const pauseAfter = (tries: number): Ms => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(20, tries - 1));

/** The first word of each case is on its clock. Someone who changes the case at this moment is asked around once more. */
async function noteTold(options: Delivering, caseIds: readonly string[], route: string, now: UnixMs): Promise<void> {
  let left = caseIds;
  for (let round = 0; round < 3 && left.length > 0; round++) {
    const changes: CaseChange[] = [];
    for (const id of left) {
      const record = await options.cases.get(id);
      if (record === null || record.notifiedAt !== null) continue;
      const text = { en: `people were told by the route ${route}`, ru: `оповещены люди: маршрут ${route}` };
      changes.push({
        record: { ...record, notifiedAt: now, version: record.version + 1 },
        events: [{ at: now, actor: "loupe", kind: "notified", text, detail: route }],
      });
    }
    if (changes.length === 0) return;
    const { written, conflicts } = await options.cases.commit({ changes });
    options.onChange(written);
    left = conflicts;
  }
}
