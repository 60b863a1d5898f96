import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { countBelow, createSketch, mergeSketch } from "../base/sketch.ts";
import type { BehindDto } from "../contract/dashboards.ts";
import { formatInstant } from "../contract/instant.ts";
import { behindQuerySchema, parseRange } from "../contract/range-query.ts";
import { findDistinctive } from "../detector/cases/distinctive.ts";
import { runtime } from "../runtime.ts";
import type { Box } from "./behind-box.ts";
import { findExecutions } from "./behind-executions.ts";
import { findSpans } from "./behind-spans.ts";
import { readFreshness } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";
import { rangeOf } from "./ranges.ts";
import { sumSeries } from "./rollup-sums.ts";
import { findScope, type Scope } from "./scopes.ts";

/** The orders and traces behind a box, and the attributes that set them apart from the rest of the same time. */
export async function getBehind(_viewer: Viewer, params: URLSearchParams): Promise<Result<BehindDto, Problem>> {
  const query = parseRange(behindQuerySchema, params);
  const range = await rangeOf(query);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  if (!range.ok) return range;
  const scope = await findScope(query.value.scope);
  if (!scope.ok) return scope;
  const { minMs = 0, maxMs } = query.value;
  const box: Box = { ...range.value, minMs, maxMs: maxMs ?? Number.POSITIVE_INFINITY };
  const { kind } = scope.value;
  const found = kind === "service" || kind === "operation" ? await findSpans(scope.value, box) : await findExecutions(scope.value, box);
  if (!found.ok) return found;
  const { orders, traces, inside, outside, partial, warnings } = found.value;
  const masker = currentMasker();
  const freshness = await readFreshness();
  return ok({
    from: formatInstant(box.from),
    to: formatInstant(box.to),
    scope: scope.value.text,
    minMs,
    maxMs: maxMs ?? null,
    count: await countIn(scope.value, box),
    orders,
    traces,
    distinctive: findDistinctive(inside, outside).map((one) => ({
      key: one.key,
      value: String(masker.value(one.key, one.value)),
      insideShare: one.stuckShare,
      outsideShare: one.passedShare,
      inside: one.stuck,
      outside: one.passed,
    })),
    lookedAt: { inside: inside.length, outside: outside.length },
    partial: partial || freshness.partial,
    warnings: [...warnings, ...freshness.warnings],
  });
}

async function countIn({ series }: Scope, box: Box): Promise<number> {
  if (series === null) return 0;
  const sum = createSketch();
  for (const cell of (await sumSeries([series.id], { from: box.from, to: Math.min(box.to, runtime().clock()) })).values())
    mergeSketch(sum, cell.sketch);
  const below = (ms: number) => (Number.isFinite(ms) ? countBelow(sum, ms * 1e6) : sum.count);
  return Math.max(0, Math.round(below(box.maxMs) - below(box.minMs)));
}
