import { preload } from "react-dom";
import type { Viewer } from "#lib/auth/viewer";
import { readFirstTelemetry } from "#lib/dal/first-telemetry";
import { type DashView, type Period, presentOf, readDashView, resolvePeriod, usualRange } from "../../../components/dashboards/view.ts";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/**
 * The page's head names what its script will ask for, so that the answers are on their way while the script is still being read. Where the
 * script asks for another minute after all, it asks once more; nothing else hangs on it.
 */
export async function sendAhead(viewer: Viewer, searchParams: SearchParams, asks: (period: Period, view: DashView) => readonly string[]) {
  const given = Object.entries(await searchParams).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : []));
  const now = Date.now();
  const view = readDashView(new URLSearchParams(given), usualRange(await readFirstTelemetry(viewer), now));
  for (const address of asks(resolvePeriod(view, presentOf(view, now)), view)) preload(address, { as: "fetch", crossOrigin: "anonymous" });
}
