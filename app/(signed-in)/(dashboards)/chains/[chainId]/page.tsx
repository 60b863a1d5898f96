import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { requireViewer } from "#lib/dal/access";
import { ChainPage } from "../../../../../components/dashboards/chain-page.tsx";
import { dashWords } from "../../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../../components/i18n/server.ts";

interface Props {
  readonly params: Promise<{ readonly chainId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const title = dashWords[(await readPreferences()).lang].chain.title;
  return { title: `${title} ${decodeURIComponent((await params).chainId)}` };
}

export default async function Page({ params }: Props) {
  const viewer = await requireViewer();
  const chainId = decodeURIComponent((await params).chainId);
  return <ChainPage key={chainId} chainId={chainId} mayMark={mayDo(viewer.role, "manage-cases")} />;
}
