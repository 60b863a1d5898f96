"use client";

import type { AuditPageDto } from "#lib/contract/audit";
import { useText } from "../i18n/context.tsx";
import { FailedNotice } from "../ui/notices.tsx";
import { addressOf } from "./audit-address.ts";
import { AuditFilters, type AuditView } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { type AuditWords, auditWords } from "./words.ts";

interface Props {
  /** null: what was asked cannot be answered, and `failure` says why. */
  readonly page: AuditPageDto | null;
  readonly failure: { readonly field: string | null; readonly detail: string } | null;
  readonly view: AuditView;
  readonly names: { readonly actions: readonly string[]; readonly actors: readonly string[] };
  /** null: nobody asked. */
  readonly verdict: { readonly whole: boolean; readonly rows: number; readonly brokenAt?: number; readonly reason?: string } | null;
}

/** One page of the log as it was when asked for: it does not refresh itself, and asking for it anew is one click. */
export function AuditPage({ page, failure, view, names, verdict }: Props) {
  const words = useText(auditWords);
  return (
    <div className="mx-auto w-full max-w-[1200px]">
      <h1>{words.title}</h1>
      <p className="mt-1 max-w-[75ch] text-ink-2">{words.lead}</p>
      <AuditFilters view={view} names={names} />
      {failure !== null && <FailedNotice detail={[nameField(words, failure.field), failure.detail].filter(Boolean).join(": ")} />}
      {page && <Rows page={page} view={view} verdict={verdict} />}
    </div>
  );
}

/** As the form calls it. */
const nameField = ({ who, what, about, from, to }: AuditWords, field: string | null): string | null =>
  field === null ? null : ({ actor: who, action: what, subject: about, from, to }[field] ?? field);

function Rows({ page, view, verdict }: Pick<Props, "view" | "verdict"> & { readonly page: AuditPageDto }) {
  const words = useText(auditWords);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-ink-2 text-sm">
        <span>{words.rows(String(page.head.count))}</span>
        <span title={words.headHint} className="min-w-0 break-all">
          {words.head} <code className="num text-ink-3">{page.head.hash || "—"}</code>
        </span>
        <a className="tap text-accent hover:underline" href={addressOf("/audit", { ...view, verify: "1" })}>
          {words.verify}
        </a>
        <a className="tap text-accent hover:underline" href={addressOf("/api/v1/audit", { ...view, cursor: "", format: "csv" })}>
          {words.csv}
        </a>
      </div>
      {verdict && (
        <p role={verdict.whole ? "status" : "alert"} className={`mb-3 font-medium ${verdict.whole ? "text-done" : "text-failed"}`}>
          {verdict.whole ? `✓ ${words.whole(String(verdict.rows))}` : `✕ ${words.broken(verdict.brokenAt ?? 0, verdict.reason ?? "")}`}
        </p>
      )}
      <AuditTable page={page} />
      {page.nextCursor && (
        <p className="mt-4">
          <a className="btn" href={addressOf("/audit", { ...view, cursor: page.nextCursor })}>
            {words.more}
          </a>
        </p>
      )}
    </>
  );
}
