import "server-only";
import { randomUUID } from "node:crypto";
import { mayDo } from "../auth/roles.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { MINUTE_MS, unixMs } from "../base/time.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseReveal, type RevealDto, type RevealsDto } from "../contract/reveal.ts";
import { runtime } from "../runtime.ts";
import type { RevealRow } from "../store/reveal-store.ts";
import type { TraceId } from "../trace/span.ts";
import { auditAct, auditDenied } from "./audit.ts";
import { currentMasker } from "./masking.ts";
import { conflict, forbidden, notFound, type Problem } from "./problem.ts";
import { activeReveals, ordersOf } from "./reveal-spans.ts";

const LASTS_MS = 10 * MINUTE_MS;
/** One who looks into a case needs a few; more at once is a collection. */
const MOST_AT_ONCE = 10;

/** A person at a browser gives a reason; a script has none to give. `byToken`: the caller came with a bearer token, a person's own even. */
export async function giveReveal(viewer: Viewer, byToken: boolean, body: unknown): Promise<Result<RevealDto, Problem>> {
  if (byToken || viewer.kind !== "person") {
    await auditDenied(viewer, "reveal", "POST /api/v1/reveals", "token");
    return err(forbidden("Personal data are revealed to a person signed in with a browser only, never to a token or an API client."));
  }
  const parsed = parseReveal(body);
  if (!parsed.ok) return err({ kind: "bad-request", ...parsed.error });
  const { subject } = parsed.value;
  const active = await activeReveals(viewer);
  if (active.filter((one) => one.subject !== subject).length >= MOST_AT_ONCE)
    return err(conflict(`${MOST_AT_ONCE} orders and traces are revealed to you already: hide one again first.`));
  const { reveals, clock } = runtime();
  const now = clock();
  const row: RevealRow = {
    ...{ id: randomUUID(), credential: viewer.credential, sub: viewer.sub, subject },
    // A reason is a person's own words: they may name whom it is about.
    ...{ reason: currentMasker().text(parsed.value.reason), givenAt: now, until: unixMs(now + LASTS_MS) },
  };
  // First the record, then the right: what cannot be written down is not shown.
  await auditAct(viewer, "reveal.given", subject, { reveal: row.id, reason: row.reason, until: formatInstant(row.until) });
  await reveals.give(row);
  return ok(toDto(row));
}

/** Mine, that hold now; of one order or trace where it is named. */
export async function listReveals(viewer: Viewer, params: URLSearchParams): Promise<RevealsDto> {
  const rows = await activeReveals(viewer);
  const subject = params.get("subject");
  const wanted = subject === null || rows.length === 0 ? null : new Set([subject, ...(await ordersAround(subject))]);
  const items = rows.filter((row) => wanted === null || wanted.has(row.subject)).map(toDto);
  return { items, asOf: formatInstant(runtime().clock()) };
}

/** For a page's beginning; null: this person may reveal nothing. */
export const revealsFor = async (viewer: Viewer, subject: string): Promise<RevealsDto | null> =>
  viewer.kind === "person" && mayDo(viewer, "reveal") ? listReveals(viewer, new URLSearchParams({ subject })) : null;

/** A trace is opened by its orders as well. */
async function ordersAround(subject: string): Promise<readonly string[]> {
  const traceId = /^trace\/([0-9a-f]{32})$/.exec(subject)?.[1];
  return traceId === undefined ? [] : (await ordersOf(traceId as TraceId)).map((id) => `order/${id}`);
}

export async function endReveal(viewer: Viewer, id: string): Promise<Result<RevealDto, Problem>> {
  const { reveals, clock } = runtime();
  const ended = /^[0-9a-f-]{36}$/.test(id) ? await reveals.end(id, viewer.credential, clock()) : null;
  if (ended === null) return err(notFound("You have no such reveal, or it is over."));
  await auditAct(viewer, "reveal.ended", ended.subject, { reveal: ended.id });
  return ok(toDto({ ...ended, until: clock() }));
}

const toDto = ({ id, subject, reason, givenAt, until }: RevealRow): RevealDto => ({
  ...{ id, subject, reason, givenAt: formatInstant(givenAt), until: formatInstant(until) },
});
