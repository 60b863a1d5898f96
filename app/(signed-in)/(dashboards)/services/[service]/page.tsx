import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { ServicePage } from "../../../../../components/dashboards/service-page.tsx";
import { dashWords } from "../../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../../components/i18n/server.ts";

interface Props {
  readonly params: Promise<{ readonly service: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const title = dashWords[(await readPreferences()).lang].service.title;
  return { title: `${title} ${decodeURIComponent((await params).service)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const service = decodeURIComponent((await params).service);
  return <ServicePage key={service} service={service} />;
}
