import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { ok, type Result } from "../base/result.ts";
import type { DependenciesDto, EdgeDto } from "../contract/dashboards.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseRange, rangeQuerySchema } from "../contract/range-query.ts";
import { type Cell, createCell, mergeCell } from "../rollups/cell.ts";
import { runtime } from "../runtime.ts";
import { readFreshness } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import type { Problem } from "./problem.ts";
import { rangeOf } from "./ranges.ts";
import { firstOf, periodBefore, type Range, redOf, shareOf, sumSeries, wholeHours } from "./rollup-sums.ts";

const MOST_EDGES = 500;

/** The map of services, queues, databases and whatever else is called, with rates and errors. */
export async function getDependencies(_viewer: Viewer, params: URLSearchParams): Promise<Result<DependenciesDto, Problem>> {
  const range = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!range.ok) return range;
  const [edges, nodes, freshness] = await Promise.all([edgesOf(range.value), servicesOf(range.value), readFreshness()]);
  const known = new Map(nodes.map((node) => [node.name, node]));
  for (const { caller, callee, kind } of edges) {
    if (!known.has(caller)) known.set(caller, { name: caller, kind: kind === "queue" ? "queue" : "service", now: null });
    if (!known.has(callee)) known.set(callee, { name: callee, kind: kind === "call" ? "service" : kind, now: null });
  }
  return ok({
    from: formatInstant(range.value.from),
    to: formatInstant(range.value.to),
    nodes: [...known.values()],
    edges: [...edges],
    ...freshness,
    warnings: [...freshness.warnings],
  });
}

async function servicesOf(range: Range): Promise<DependenciesDto["nodes"]> {
  const series = await runtime().rollups.listSeries(["service", "cover"]);
  const [covers, entries] = [series.filter((one) => one.kind === "cover"), series.filter((one) => one.kind === "service")];
  const [heard, sums] = await Promise.all([
    sumSeries(
      covers.map((one) => one.id),
      wholeHours(range),
    ),
    sumSeries(
      entries.map((one) => one.id),
      range,
    ),
  ]);
  const masker = currentMasker();
  return covers
    .filter((one) => heard.has(one.id))
    .map((one) => {
      const entry = entries.find((other) => other.a === one.a);
      const cell = entry && sums.get(entry.id);
      return { name: masker.text(one.a), kind: "service" as const, now: cell ? redOf(cell, range, firstOf(series)) : null };
    });
}

/**
 * Calls between services that both send spans are told by `edge`; a peer that only its caller knows is `external`; a database is one node
 * whatever is asked of it; a queue stands between its publishers and its consumers.
 */
export async function edgesOf(range: Range): Promise<readonly EdgeDto[]> {
  const all = await runtime().rollups.listSeries(["edge", "called", "database", "published", "consumed", "cover"]);
  const ids = all.filter((one) => one.kind !== "cover").map((one) => one.id);
  const [now, before] = await Promise.all([sumSeries(ids, range), sumSeries(ids, periodBefore(range))]);
  const instrumented = new Set(all.filter((one) => one.kind === "cover").map((one) => one.a));
  const queues = new Set(
    all.filter((one) => one.kind === "published" || one.kind === "consumed").flatMap((one) => (now.has(one.id) ? [one.a] : [])),
  );
  const masker = currentMasker();
  const found = new Map<string, { caller: string; callee: string; kind: EdgeDto["kind"]; now: Cell; before: Cell }>();
  for (const one of all) {
    const cell = now.get(one.id);
    if (!cell || cell.count === 0 || one.kind === "cover" || (one.kind === "called" && instrumented.has(one.b))) continue;
    // Told by its queue.
    if (one.kind === "edge" && queues.has(one.a) && queues.has(one.b) && isByMessage(all, now, one.a, one.b)) continue;
    const [caller, callee, kind] = endsOf(one);
    const key = `${kind}\n${caller}\n${callee}`;
    const edge = found.get(key) ?? { caller, callee, kind, now: createCell(), before: createCell() };
    mergeCell(edge.now, cell);
    const earlier = before.get(one.id);
    if (earlier) mergeCell(edge.before, earlier);
    found.set(key, edge);
  }
  return [...found.values()]
    .map((edge) => ({
      caller: masker.text(edge.caller),
      callee: masker.text(edge.callee),
      kind: edge.kind,
      now: redOf(edge.now, range, firstOf(all)),
      errorShareBefore: shareOf(edge.before.errors + edge.before.timeouts, edge.before.count),
    }))
    .sort((a, b) => b.now.count - a.now.count)
    .slice(0, MOST_EDGES);
}

type Named = { readonly kind: string; readonly a: string; readonly b: string; readonly id: number };

function endsOf({ kind, a, b }: Named): readonly [string, string, EdgeDto["kind"]] {
  if (kind === "edge") return [a, b, "call"];
  if (kind === "called") return [a, b, "external"];
  if (kind === "database") return [a, b.slice(0, b.indexOf("|")), "database"];
  return kind === "published" ? [a, b, "queue"] : [b, a, "queue"];
}

/** Whether one publishes what the other consumes: then the calls between them are the messages. */
const isByMessage = (all: readonly Named[], sums: ReadonlyMap<number, Cell>, caller: string, callee: string): boolean =>
  all.some(
    (one) =>
      one.kind === "published" &&
      one.a === caller &&
      sums.has(one.id) &&
      all.some((other) => other.kind === "consumed" && other.a === callee && other.b === one.b && sums.has(other.id)),
  );
