import { requireViewer } from "#lib/dal/access";
import { readFirstTelemetry } from "#lib/dal/first-telemetry";
import { OpenedProvider } from "../../../components/dashboards/usual-range.tsx";
import { usualRange } from "../../../components/dashboards/view.ts";

/** A dashboard opened without a time shows as much as there is: not a day of hatching where the telemetry began an hour ago. */
export default async function DashboardsLayout({ children }: { readonly children: React.ReactNode }) {
  const since = await readFirstTelemetry(await requireViewer());
  return (
    <OpenedProvider range={usualRange(since, Date.now())} since={since}>
      {children}
    </OpenedProvider>
  );
}
