import "server-only";
import type { UnixMs } from "../base/time.ts";
import type { CaseEvent, CaseRecord, CaseState } from "../detector/cases/case.ts";
import { runtime } from "../runtime.ts";
import type { CaseQuery } from "../store/case-store.ts";

/** Beyond so many cases opened before a moment, the newest are looked at. */
const MOST_CASES = 10_000;
const A_PAGE = 500;

export interface CaseThen {
  readonly record: CaseRecord;
  /** Up to then. */
  readonly events: readonly CaseEvent[];
}

/** Cases as they were at a moment, newest first: from their histories, and what was said of their executions then. */
export async function casesAsOf(
  at: UnixMs,
  query: Omit<CaseQuery, "limit" | "cursor" | "from" | "to">,
): Promise<{ readonly items: readonly CaseThen[]; readonly whole: boolean }> {
  const { cases, said } = runtime();
  const { states, ...lasting } = query;
  const found: CaseRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await cases.list({ ...lasting, to: (at + 1) as UnixMs, limit: A_PAGE, cursor });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < MOST_CASES);
  const events = await cases.events(found.map(({ id }) => id));
  const then = found
    .map((record) => rewindCase(record, events.get(record.id) ?? [], at))
    .filter(({ record }) => states?.includes(record.state) ?? true);
  const words = await said.saidAt(
    then.flatMap(({ record }) => record.executionId ?? []),
    at,
  );
  return { items: then.map((one) => withWord(one, words.get(one.record.executionId ?? ""))), whole: cursor === undefined };
}

const AFTER: Partial<Readonly<Record<CaseEvent["kind"], CaseState>>> = {
  opened: "open",
  reopened: "open",
  acknowledged: "acknowledged",
  snoozed: "snoozed",
  resolved: "resolved",
  recovered: "resolved",
};

/** Goes through its history up to then. What only `changed` (its place, how bad it was) is told as it became. */
export function rewindCase(record: CaseRecord, events: readonly CaseEvent[], at: UnixMs): CaseThen {
  const past = events.filter((one) => one.at <= at);
  let state: CaseState = "open";
  let owner: string | null = null;
  let acknowledgedAt: UnixMs | null = null;
  let resolvedAt: UnixMs | null = null;
  for (const { kind, actor, detail, at: when } of past) {
    state = kind === "woken" ? (owner === null ? "open" : "acknowledged") : (AFTER[kind] ?? state);
    if (kind === "acknowledged") owner ??= actor;
    if (kind === "assigned") owner = detail;
    if (kind === "acknowledged" || kind === "snoozed") acknowledgedAt ??= when;
    resolvedAt = state === "resolved" ? (resolvedAt ?? when) : null;
  }
  const isOver = state === "resolved";
  const by = (moment: UnixMs | null): UnixMs | null => (moment !== null && moment <= at ? moment : null);
  return {
    record: {
      ...record,
      ...{ state, owner, acknowledgedAt, resolvedAt },
      snoozedUntil: state === "snoozed" ? record.snoozedUntil : null,
      notifiedAt: by(record.notifiedAt),
      recoveredAt: isOver ? by(record.recoveredAt) : null,
      resolution: isOver ? record.resolution : null,
      falseAlarm: isOver && record.falseAlarm,
      wasLateMs: isOver ? record.wasLateMs : null,
      version: past.length,
    },
    events: past,
  };
}

type Word = Awaited<ReturnType<ReturnType<typeof runtime>["said"]["saidAt"]>> extends ReadonlyMap<string, infer W> ? W : never;

function withWord({ record, events }: CaseThen, word: Word | undefined): CaseThen {
  if (!word || word.state === null || record.state === "resolved") return { record, events };
  const { state, cause, stepId, since, words } = word;
  const text = words?.text ?? record.verdict.text;
  const parts = { en: [{ text: text.en, evidence: null }], ru: [{ text: text.ru, evidence: null }] };
  return {
    record: { ...record, verdict: { ...record.verdict, ...{ state, cause, stepId, since, text, parts }, evidence: [] } },
    events,
  };
}
