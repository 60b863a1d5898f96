import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { PrivacyPreviewDto } from "../contract/privacy.ts";
import { NO_RULES } from "../privacy/policy.ts";
import { previewTrace } from "../privacy/preview.ts";
import { runtime } from "../runtime.ts";
import { fetchTraces } from "./ask-sources.ts";
import { auditAct } from "./audit.ts";
import { maskerFor } from "./masking.ts";
import { notFound, type Problem, sourceUnavailable } from "./problem.ts";
import { readTraceId } from "./read-traces.ts";

/** "What would be masked in this trace": where and as what, for whoever writes the privacy file. */
export async function previewPrivacy(viewer: Viewer, id: string): Promise<Result<PrivacyPreviewDto, Problem>> {
  const traceId = readTraceId(id);
  if (!traceId.ok) return traceId;
  await auditAct(viewer, "privacy.previewed", `trace/${traceId.value}`);
  const { traces, partial, warnings, failures } = await fetchTraces(runtime().sources, [traceId.value]);
  const trace = traces[0];
  if (!trace) return err(failures.length > 0 ? sourceUnavailable(failures) : notFound("No source has this trace."));
  const { rows, left } = previewTrace(maskerFor([trace]), trace);
  return ok({
    traceId: traceId.value,
    rows: rows.map((row) => ({ ...row, becomes: [...row.becomes] })),
    left: [...left],
    partial,
    warnings: [...warnings],
  });
}

/** How much the operator's file names. */
export function countRules(_viewer: Viewer): { readonly extra: number; readonly kept: number } {
  const { extraKeys, keptKeys } = runtime().privacy ?? NO_RULES;
  return { extra: Object.keys(extraKeys).length, kept: keptKeys.length };
}
