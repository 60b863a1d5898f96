import type { Right } from "../auth/roles.ts";
import type { Viewer } from "../auth/viewer.ts";
import { MINUTE_MS, type Ms } from "../base/time.ts";
import { runtime } from "../runtime.ts";
import type { AuditStore } from "../store/audit-store.ts";
import { type AuditViews, createAuditViews } from "./audit-views.ts";
import { maskProse } from "./masking.ts";

/** At most one row a minute for the same person, action and thing, over all replicas. */
const ONCE_MS: Ms = MINUTE_MS;

const books = new WeakMap<AuditStore, AuditViews>();

function viewsOf(store: AuditStore): AuditViews {
  const known = books.get(store);
  if (known) return known;
  const made = createAuditViews();
  books.set(store, made);
  return made;
}

/** A configured script and a person may bear the same name. */
export const actorOf = ({ kind, sub }: Viewer): string => (kind === "client" ? `client/${sub}` : sub);

/**
 * Who saw which order, trace or case: written before it is shown, so that nothing is shown where it cannot be written. A page that asks again by
 * itself goes on with one look (`audit-views.ts`); a script's calls are each their own, once a minute.
 */
export async function auditView(viewer: Viewer, kind: "order" | "trace" | "case", id: string): Promise<void> {
  const { audit, clock } = runtime();
  const [actor, subject, at] = [actorOf(viewer), `${kind}/${await nameOf(kind, id)}`, clock()];
  if (viewer.kind === "person" && !viewsOf(audit).begins(actor, subject, at)) return;
  await audit.appendOnce({ at, actor, action: `${kind}.viewed`, subject, detail: describe(viewer) }, ONCE_MS);
}

/** An order's id is told as it is. What was only typed as one, a phone or a mail, is nobody's order, and stays for good what is written here. */
async function nameOf(kind: string, id: string): Promise<string> {
  const masked = maskProse(id);
  return masked === id || kind !== "order" || (await runtime().index.getOrder(id)) !== null ? id : masked;
}

/** What somebody did, each time. */
export async function auditAct(
  viewer: Viewer,
  action: string,
  subject: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { audit, clock } = runtime();
  await audit.append({ at: clock(), actor: actorOf(viewer), action, subject, detail: describe(viewer, maskTexts(more)) });
}

/** A log that nothing is ever taken out of is no place for people's data: what somebody wrote is told in it as it is shown. */
const maskTexts = (more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(more).map(([key, value]) => [key, typeof value === "string" ? maskProse(value) : value]));

/** A right that somebody does not have; `place` is a path's shape, without ids. */
export async function auditDenied(viewer: Viewer | null, right: Right | null, place: string, why: string): Promise<void> {
  const { audit, clock } = runtime();
  const actor = viewer === null ? "(nobody)" : actorOf(viewer);
  const detail = JSON.stringify({ ...(viewer && { role: viewer.role }), ...(right && { right }), why });
  // A stranger may ask as often as they like, and each time differently: one row a minute for all of them.
  await audit.appendOnce({ at: clock(), actor, action: "denied", subject: viewer === null ? why : place, detail }, ONCE_MS);
}

const describe = ({ name, role }: Viewer, more: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ name, role, ...more });
