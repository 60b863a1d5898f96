import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { readPathParam } from "#lib/contract/path-param";
import { requireViewer } from "#lib/dal/access";
import { addressOf } from "../../../../../components/dashboards/addresses.ts";
import { ChainPage } from "../../../../../components/dashboards/chain-page.tsx";
import { dashWords } from "../../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../../components/i18n/server.ts";
import { type SearchParams, sendAhead } from "../../send-ahead.ts";

interface Props {
  readonly params: Promise<{ readonly chainId: string }>;
  readonly searchParams: SearchParams;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const title = dashWords[(await readPreferences()).lang].chain.title;
  return { title: `${title} ${readPathParam((await params).chainId)}` };
}

export default async function Page({ params, searchParams }: Props) {
  const viewer = await requireViewer();
  const chainId = readPathParam((await params).chainId);
  const scope = `chain:${chainId}`;
  await sendAhead(viewer, searchParams, (period) => [
    addressOf.chain(chainId, period),
    addressOf.heatmap(scope, period),
    addressOf.series(scope, period),
  ]);
  return <ChainPage key={chainId} chainId={chainId} mayMark={mayDo(viewer, "manage-cases")} />;
}
