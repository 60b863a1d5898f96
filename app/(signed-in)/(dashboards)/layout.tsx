import { requireViewer } from "#lib/dal/access";
import { readFirstTelemetry } from "#lib/dal/first-telemetry";
import { SinceProvider } from "../../../components/dashboards/since.tsx";

/** A dashboard opened without a time shows as much as there is: not a day of hatching where the telemetry began an hour ago. */
export default async function DashboardsLayout({ children }: { readonly children: React.ReactNode }) {
  return <SinceProvider since={await readFirstTelemetry(await requireViewer())}>{children}</SinceProvider>;
}
