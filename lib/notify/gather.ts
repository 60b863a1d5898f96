import type { UnixMs } from "../base/time.ts";
import { type CaseRecord, SEVERITIES } from "../detector/cases/case.ts";
import { type CaseGroup, groupCases } from "../detector/cases/group.ts";
import type { CaseStore } from "../store/case-store.ts";
import type { OutboxMessage, OutboxRow, OutboxStore } from "../store/outbox-store.ts";
import { decide, type Told } from "./bundle.ts";
import { type Composing, composeGroup, composeSummary } from "./compose.ts";
import type { Message } from "./message.ts";
import type { NotifierOptions } from "./notifier-options.ts";
import { quietUntil } from "./quiet-hours.ts";
import type { Route } from "./routes.ts";
import { type Signal, wants } from "./signal.ts";

/** What a message's row holds: what is sent, and what it said of its group. */
export interface Stored {
  readonly message: Message | null;
  readonly told: Told | null;
}

type Gathering = Pick<NotifierOptions, "routes" | "outbox" | "cases" | "clock" | "log"> & { readonly composing: () => Composing };

const MOST_SIGNALS = 2_000;
/** Of a group: a flood is told with its own count, not with that of a page. */
const MOST_CASES = 10_000;

/** Due signals become messages, one for each route and group, or one for the route where they waited for quiet hours to end. */
export async function gatherSignals(options: Gathering): Promise<void> {
  const now = options.clock();
  const due = await options.outbox.dueSignals(now, MOST_SIGNALS);
  for (const [routeId, signals] of by(due, ({ route }) => route)) {
    const route = options.routes.find(({ id }) => id === routeId);
    if (!route) {
      options.log(
        `${signals.length} things to tell belong to the route "${routeId}", which the routes file no longer has: they are dropped`,
      );
      await settle(options.outbox, signals, now);
    } else await gatherRoute(options, route, signals, now);
  }
}

async function gatherRoute(options: Gathering, route: Route, signals: readonly OutboxRow[], now: UnixMs): Promise<void> {
  const quiet = route.quiet === undefined ? null : quietUntil(route.quiet, now);
  const mayWait = (row: OutboxRow): boolean => {
    const signal = readSignal(row);
    const except = route.quiet?.except;
    return signal.kind === "caught-up" || except === undefined || SEVERITIES.indexOf(signal.severity) < SEVERITIES.indexOf(except);
  };
  if (quiet !== null) {
    const waiting = signals.filter(mayWait);
    await options.outbox.delay(
      waiting.map(({ id }) => id),
      quiet,
    );
    signals = signals.filter((row) => !mayWait(row));
  }
  const summaries = signals.filter((row) => readSignal(row).kind === "caught-up");
  for (const row of summaries) await tellCaughtUp(options, route, row, now);
  const ofGroups = by(
    signals.filter((row) => row.groupId !== null),
    ({ groupId }) => groupId!,
  );
  const held = [...ofGroups.values()].filter((rows) => rows.some((row) => wasHeld(route, row)));
  if (held.length > 1) {
    await tellAfterQuiet(options, route, held.flat(), now);
    for (const rows of held) ofGroups.delete(rows[0]!.groupId!);
  }
  for (const [groupId, rows] of ofGroups) await tellGroup(options, route, groupId, rows, now);
}

const wasHeld = ({ quiet }: Route, { createdAt }: OutboxRow): boolean => quiet !== undefined && quietUntil(quiet, createdAt) !== null;

async function tellGroup(options: Gathering, route: Route, groupId: string, due: readonly OutboxRow[], now: UnixMs): Promise<void> {
  const { outbox, cases } = options;
  // Those that wait for their turn are said with those whose turn has come.
  const waiting = await outbox.waitingSignals(route.id, groupId);
  const signals = waiting.length > 0 ? waiting : due;
  const { hanging, resting } = await hangingOf(cases, route, groupId);
  const row = await outbox.lastMessage(route.id, groupId);
  const last = row === null ? null : (JSON.parse(row.payload) as Stored).told;
  const group = groupCases(hanging)[0] ?? null;
  const wasTold = (last !== null && last.phase !== "over") || signals.some((one) => readSignal(one).kind === "hangs");
  // Somebody has put it off, or nobody was told of it: then its end is no news either.
  if (group === null && (resting > 0 || !wasTold)) return settle(outbox, signals, now);
  const decision = decide(last, { count: hanging.length, severity: group?.severity ?? "minor" }, now, route.update_every);
  if ("wait" in decision)
    return outbox.delay(
      signals.map(({ id }) => id),
      decision.wait,
    );
  if (decision.say === null) return settle(outbox, signals, now);
  const subject = group ?? groupCases(await casesOf(cases, groupId, signals))[0];
  if (subject === undefined) return settle(outbox, signals, now);
  const key = keyOf(route, groupId, signals);
  const told: Told = { phase: decision.say, at: now, count: hanging.length, severity: subject.severity };
  const stored: Stored = { message: composeGroup(route, decision.say, subject, key, options.composing()), told };
  await outbox.gather(idsOf(signals), { dedupeKey: key, route: route.id, groupId, payload: JSON.stringify(stored) }, now);
}

async function tellAfterQuiet(options: Gathering, route: Route, signals: readonly OutboxRow[], now: UnixMs): Promise<void> {
  const groupIds = [...new Set(signals.map(({ groupId }) => groupId!))];
  const groups = await groupsOf(options.cases, route, groupIds);
  const key = keyOf(route, "quiet", signals);
  const message = composeSummary(route, { kind: "quiet" }, groups, key, now, options.composing());
  await options.outbox.gather(
    idsOf(signals),
    rowOf(message, key),
    now,
    groups.map((group) => toldRow(route, group, key, now)),
  );
}

async function tellCaughtUp(options: Gathering, route: Route, row: OutboxRow, now: UnixMs): Promise<void> {
  const signal = readSignal(row);
  if (signal.kind !== "caught-up") return;
  const open = (await options.cases.list({ states: ["open"], limit: MOST_CASES })).items.filter((one) => one.silently && wants(route, one));
  const since = signal.summary.from;
  const groups = groupCases(since === null ? open : open.filter(({ detectedAt }) => detectedAt >= since));
  const key = keyOf(route, "caught-up", [row]);
  const message = composeSummary(route, { kind: "caught-up", summary: signal.summary }, groups, key, now, options.composing());
  const nothing = groups.length === 0 && signal.summary.closed === 0;
  await options.outbox.gather(
    [row.id],
    nothing ? null : rowOf(message, key),
    now,
    groups.map((group) => toldRow(route, group, key, now)),
  );
}

const rowOf = (message: Message, dedupeKey: string): OutboxMessage => ({
  ...{ dedupeKey, route: message.route, groupId: null },
  payload: JSON.stringify({ message, told: null } satisfies Stored),
});

/** So that the group's next word is an update, not news. */
const toldRow = (route: Route, { mark, cases, severity }: CaseGroup, key: string, now: UnixMs): OutboxMessage => ({
  ...{ dedupeKey: `${key} ${mark.id}`, route: route.id, groupId: mark.id },
  payload: JSON.stringify({ message: null, told: { phase: "hangs", at: now, count: cases.length, severity } } satisfies Stored),
});

/** A snoozed case rests; of the others those count that the route wants. */
async function hangingOf(
  cases: CaseStore,
  route: Route,
  groupId: string,
): Promise<{ readonly hanging: readonly CaseRecord[]; readonly resting: number }> {
  const { items } = await cases.list({ groupId, states: ["open", "acknowledged", "snoozed"], limit: MOST_CASES });
  const wanted = items.filter((one) => wants(route, one));
  const hanging = wanted.filter(({ state }) => state !== "snoozed");
  return { hanging, resting: wanted.length - hanging.length };
}

async function groupsOf(cases: CaseStore, route: Route, groupIds: readonly string[]): Promise<readonly CaseGroup[]> {
  const found: CaseRecord[] = [];
  for (const groupId of groupIds) found.push(...(await hangingOf(cases, route, groupId)).hanging);
  return groupCases(found);
}

async function casesOf(cases: CaseStore, groupId: string, signals: readonly OutboxRow[]): Promise<readonly CaseRecord[]> {
  const ids = new Set(signals.map(readSignal).flatMap((signal) => (signal.kind === "caught-up" ? [] : [signal.caseId])));
  return (await cases.list({ groupId, limit: MOST_CASES })).items.filter(({ id }) => ids.has(id));
}

const settle = (outbox: OutboxStore, signals: readonly OutboxRow[], now: UnixMs): Promise<void> => outbox.gather(idsOf(signals), null, now);
const idsOf = (signals: readonly OutboxRow[]): readonly number[] => signals.map(({ id }) => id);
const readSignal = ({ payload }: OutboxRow): Signal => JSON.parse(payload) as Signal;
/** The same signals give the same key, so that gathering twice, after a kill, makes one message. */
const keyOf = (route: Route, what: string, signals: readonly OutboxRow[]): string =>
  `loupe ${route.id} ${what} ${signals.reduce((most, { id }) => Math.max(most, id), 0)}`;

function by<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known) known.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
