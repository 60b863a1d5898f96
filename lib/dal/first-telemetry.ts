import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { runtime } from "../runtime.ts";

/** Since when any service was heard, ms; null: never. */
export async function readFirstTelemetry(_viewer: Viewer): Promise<number | null> {
  const heard = await runtime().rollups.listSeries(["cover"]);
  return heard.length === 0 ? null : Math.min(...heard.map((one) => one.firstMs));
}
