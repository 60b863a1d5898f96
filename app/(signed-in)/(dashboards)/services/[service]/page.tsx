import type { Metadata } from "next";
import { readPathParam } from "#lib/contract/path-param";
import { requireViewer } from "#lib/dal/access";
import { addressOf } from "../../../../../components/dashboards/addresses.ts";
import { ServicePage } from "../../../../../components/dashboards/service-page.tsx";
import { dashWords } from "../../../../../components/dashboards/words.ts";
import { readPreferences } from "../../../../../components/i18n/server.ts";
import { type SearchParams, sendAhead } from "../../send-ahead.ts";

interface Props {
  readonly params: Promise<{ readonly service: string }>;
  readonly searchParams: SearchParams;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const title = dashWords[(await readPreferences()).lang].service.title;
  return { title: `${title} ${readPathParam((await params).service)}` };
}

export default async function Page({ params, searchParams }: Props) {
  const viewer = await requireViewer();
  const service = readPathParam((await params).service);
  await sendAhead(viewer, searchParams, (period, { operation }) => {
    const scope = operation === null ? `service:${service}` : `operation:${service}/${operation}`;
    return [addressOf.service(service, period), addressOf.heatmap(scope, period), addressOf.series(scope, period)];
  });
  return <ServicePage key={service} service={service} />;
}
