import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import type { CaseDto, CasePageDto } from "../contract/case.ts";
import { caseQuerySchema, parseCaseAction, parseCaseQuery } from "../contract/case-query.ts";
import type { CaseAction } from "../contract/case-words.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import { parseInstant } from "../contract/instant.ts";
import { actOnCase, type CaseAct } from "../detector/cases/act.ts";
import type { CaseRecord } from "../detector/cases/case.ts";
import { countChanges } from "../pipeline/case-tally.ts";
import { runtime } from "../runtime.ts";
import { auditAct, auditView } from "./audit.ts";
import { casesToDto, caseToDto } from "./case-dto.ts";
import { casesAsOf } from "./cases-as-of.ts";
import { readFreshness } from "./freshness.ts";
import { badRequest, conflict, notFound, type Problem } from "./problem.ts";

export async function listCases(_viewer: Viewer, params: URLSearchParams): Promise<Result<CasePageDto, Problem>> {
  const { cases, chains } = runtime();
  const query = parseCaseQuery(caseQuerySchema, params, chains);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const { state, chain, step, group, kind, severity, order, asOf, from, to, limit, cursor } = query.value;
  const given = { states: state, chainId: chain, stepId: step, groupId: group, kinds: kind, severities: severity, orderId: order };
  if (asOf !== undefined) return ok(await casesThen(asOf, given, limit));
  const opened = cursor === undefined ? undefined : openCursor("cases", cursor);
  if (opened === null) return err(badRequest("cursor", "is not one that this call gave out"));
  const page = await cases.list({ ...given, ...{ from, to, limit, cursor: opened } });
  const { partial, warnings } = await readFreshness();
  return ok({
    items: await casesToDto(page.items),
    nextCursor: sealCursor("cases", page.nextCursor),
    partial,
    warnings: [...warnings],
  });
}

/** As they were then, the newest of them: a moment of the past has no pages. */
async function casesThen(at: UnixMs, query: Parameters<typeof casesAsOf>[1], limit: number): Promise<CasePageDto> {
  const { items, whole } = await casesAsOf(at, query);
  return {
    items: items.slice(0, limit).map(({ record, events }) => caseToDto(record, events, record.verdict)),
    nextCursor: null,
    partial: !whole || items.length > limit,
    warnings: items.length > limit ? [`${items.length} cases: the ${limit} newest are given`] : [],
  };
}

export async function getCase(viewer: Viewer, id: string): Promise<Result<CaseDto, Problem>> {
  const record = await runtime().cases.get(id);
  if (record) await auditView(viewer, record.orderId === null ? "case" : "order", record.orderId ?? id);
  return record === null ? err(notFound(`No case ${JSON.stringify(id.slice(0, 60))}.`)) : ok((await casesToDto([record]))[0]!);
}

/** How often a change is decided anew because Loupe itself changed the case in between. */
const TRIES = 4;

/** @param body parsed JSON; null where none was sent */
export async function actOn(viewer: Viewer, id: string, action: CaseAction, body: unknown): Promise<Result<CaseDto, Problem>> {
  const { cases, caseFeed, notifier, caseTally, clock } = runtime();
  const parsed = parseCaseAction(action, body);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const act = toAct(action, parsed.value as Parsed);
  for (let tries = 0; tries < TRIES; tries++) {
    const record = await cases.get(id);
    if (record === null) return err(notFound(`No case ${JSON.stringify(id.slice(0, 60))}.`));
    const seen = parsed.value.version;
    if (seen !== undefined && seen !== record.version) return err(conflict(movedOn(record, seen)));
    const change = actOnCase(record, act, viewer.name, clock());
    if (!change.ok) {
      const { field, detail } = change.error;
      return err(change.error.conflict ? conflict(`The case's ${field} ${detail}.`) : badRequest(field, detail));
    }
    const { written } = await cases.commit({ changes: [change.value], outbox: notifier.signal });
    if (written.length === 0) continue;
    countChanges(caseTally, written);
    caseFeed.emit(written);
    const about = { order: record.orderId, ...(parsed.value as Parsed) };
    await auditAct(viewer, `case.${action}`, `case/${id}`, about);
    return ok((await casesToDto([change.value.record]))[0]!);
  }
  return err(conflict("The case changes too often; look at it again."));
}

interface Parsed {
  readonly owner?: string | null;
  readonly text?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly falseAlarm?: boolean;
}

function toAct(kind: CaseAction, body: Parsed): CaseAct {
  switch (kind) {
    case "acknowledge":
      return { kind };
    case "assign":
      return { kind, owner: body.owner ?? null };
    case "comment":
      return { kind, text: body.text ?? "" };
    case "snooze":
      return { kind, until: parseInstant(body.until ?? "")! };
    case "resolve":
      return { kind, reason: body.reason ?? "", falseAlarm: body.falseAlarm ?? false };
  }
}

const movedOn = (record: CaseRecord, seen: number): string =>
  `Someone was faster: it is ${record.state} now (version ${record.version}, you saw ${seen}).`;
