import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { ReportPage } from "../../../../components/dashboards/report-page.tsx";
import { dashWords } from "../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../components/i18n/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: dashWords[(await readPreferences()).lang].title.report };
}

export default async function Page() {
  await requireViewer("report");
  return <ReportPage />;
}
