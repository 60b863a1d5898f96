import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { mayDo } from "#lib/auth/roles";
import { readPathParam } from "#lib/contract/path-param";
import { requireViewer } from "#lib/dal/access";
import { getCase } from "#lib/dal/cases";
import { CasePage } from "../../../../components/cases/case-page.tsx";
import { words } from "../../../../components/cases/words.ts";
import { readPreferences } from "../../../../components/i18n/server.ts";
import { FailedNotice } from "../../../../components/ui/notices.tsx";
import { titleOfOrder } from "../../../../components/ui/title.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

/** Title and page speak of one answer. */
const readCase = cache(async (id: string) => getCase(await requireViewer(), readPathParam(id)));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const text = words[(await readPreferences()).lang];
  const one = await readCase((await params).id);
  if (!one.ok) return { title: text.title };
  const { orderId, service, kind, state, verdict } = one.value;
  return { title: titleOfOrder(orderId ?? service ?? text.kinds[kind], verdict.state, text.states[state], text.title) };
}

export default async function Page({ params }: Props) {
  const viewer = await requireViewer();
  const one = await readCase((await params).id);
  if (!one.ok) {
    if (one.error.kind === "not-found") notFound();
    return <FailedNotice detail={"detail" in one.error ? one.error.detail : one.error.kind} />;
  }
  return <CasePage key={one.value.id} initial={one.value} me={{ name: viewer.name, mayManage: mayDo(viewer, "manage-cases") }} />;
}
