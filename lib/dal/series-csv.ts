import type { Viewer } from "../auth/viewer.ts";
import type { Result } from "../base/result.ts";
import type { SeriesDto } from "../contract/series.ts";
import { auditAct } from "./audit.ts";
import { isFileAsked } from "./authorise.ts";
import { type Problem, respondProblem } from "./problem.ts";
import { respondJson } from "./respond.ts";

const COLUMNS = ["at", "count", "errors", "timeouts", "meanMs", "p50Ms", "p95Ms", "p99Ms"] as const;

/** Numbers and times only: nothing in it needs quoting. What is not known is empty, never 0. */
export const toCsv = ({ points }: SeriesDto): string =>
  [COLUMNS.join(","), ...points.map((point) => COLUMNS.map((column) => point[column] ?? "").join(","))].join("\r\n").concat("\r\n");

/** As JSON, or as CSV where `format=csv` or the Accept header asks for it first. */
export async function respondSeries(viewer: Viewer, result: Result<SeriesDto, Problem>, request: Request): Promise<Response> {
  const params = new URL(request.url).searchParams;
  if (!isFileAsked(request)) return respondJson(result);
  if (!result.ok) return respondProblem(result.error);
  await auditAct(viewer, "export.series", `series/${result.value.scope}`, { from: params.get("from"), to: params.get("to") });
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": 'attachment; filename="series.csv"',
    "cache-control": "no-store",
  };
  return new Response(toCsv(result.value), { headers });
}
