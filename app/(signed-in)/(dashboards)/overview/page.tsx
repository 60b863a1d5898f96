import type { Metadata } from "next";
import { mayDo } from "#lib/auth/roles";
import { requireViewer } from "#lib/dal/access";
import { OverviewPage } from "../../../../components/dashboards/overview-page.tsx";
import { dashWords } from "../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../components/i18n/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: dashWords[(await readPreferences()).lang].title.overview };
}

export default async function Page() {
  const viewer = await requireViewer();
  return <OverviewPage mayMark={mayDo(viewer.role, "manage-cases")} />;
}
