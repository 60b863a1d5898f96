import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { requireViewer } from "#lib/dal/access";
import { readChainWords } from "#lib/dal/chain-words";
import { addressOf } from "../../../../components/dashboards/addresses.ts";
import { OverviewPage } from "../../../../components/dashboards/overview-page.tsx";
import { usualChain } from "../../../../components/dashboards/view.ts";
import { dashWords } from "../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../components/i18n/server.ts";
import { type SearchParams, sendAhead } from "../send-ahead.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: dashWords[(await readPreferences()).lang].title.overview };
}

export default async function Page({ searchParams }: { readonly searchParams: SearchParams }) {
  const viewer = await requireViewer();
  const chain = usualChain(readChainWords(viewer).map((one) => one.id));
  await sendAhead(viewer, searchParams, (period, view) => [
    addressOf.kpis(period),
    addressOf.heatmap(`chain:${view.chain ?? chain}`, period),
    addressOf.chainCards(period),
    addressOf.changes(period),
  ]);
  return <OverviewPage mayMark={mayDo(viewer, "manage-cases")} />;
}
