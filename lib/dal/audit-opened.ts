import type { Viewer } from "../auth/viewer.ts";
import { runtime } from "../runtime.ts";
import type { AuditStore } from "../store/audit-store.ts";
import type { RevealRow } from "../store/reveal-store.ts";
import { auditAct } from "./audit.ts";
import { type AuditViews, createAuditViews } from "./audit-views.ts";

const books = new WeakMap<AuditStore, AuditViews>();

/** Each look at something unmasked, before it is shown; a page that asks again by itself goes on with the same look. The values are never told. */
export async function auditOpened(viewer: Viewer, reveal: RevealRow, seen: readonly string[]): Promise<void> {
  const { audit, clock } = runtime();
  const book = books.get(audit) ?? createAuditViews();
  books.set(audit, book);
  const isNew = seen.filter((one) => book.begins(reveal.id, one, clock()));
  if (isNew.length === 0) return;
  await auditAct(viewer, "reveal.used", reveal.subject, {
    reveal: reveal.id,
    revealed: true,
    seen: isNew.slice(0, 20),
    count: isNew.length,
  });
}
