import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { auditNames, listAudit, verifyAudit } from "#lib/dal/audit-list";
import { AuditPage } from "../../../components/audit/audit-page.tsx";
import { auditWords } from "../../../components/audit/words.ts";
import { readPreferences } from "../../../components/i18n/server.ts";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: auditWords[(await readPreferences()).lang].title };
}

export default async function Page({ searchParams }: Props) {
  const viewer = await requireViewer("audit");
  const given = await searchParams;
  const text = (name: string) => (typeof given[name] === "string" ? given[name].trim() : "");
  const view = { actor: text("actor"), action: text("action"), subject: text("subject"), from: text("from"), to: text("to") };
  const verdict = text("verify") === "1" ? await verifyAudit(viewer) : null;
  const [page, names] = await Promise.all([
    listAudit(viewer, new URLSearchParams({ ...view, cursor: text("cursor") })),
    auditNames(viewer),
  ]);
  const failure = page.ok ? null : "field" in page.error ? page.error : { field: null, detail: page.error.kind };
  return <AuditPage page={page.ok ? page.value : null} failure={failure} view={view} names={names} verdict={verdict} />;
}
