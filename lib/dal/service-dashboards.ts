import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { sumOf } from "../base/sketch.ts";
import type { DatabaseRowDto, OperationRowDto, QueueRowDto, ServiceDashboardDto, ServiceRowsDto } from "../contract/dashboards.ts";
import { formatInstant } from "../contract/instant.ts";
import { parseRange, rangeQuerySchema, serviceQuerySchema } from "../contract/range-query.ts";
import { type Cell, createCell, mergeCell } from "../rollups/cell.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { edgesOf } from "./dependencies.ts";
import { readFreshness } from "./freshness.ts";
import { currentMasker } from "./masking.ts";
import { notFound, type Problem } from "./problem.ts";
import { rangeOf } from "./ranges.ts";
import { firstOf, periodBefore, type Range, redOf, shareOf, sumSeries, wholeHours } from "./rollup-sums.ts";
import { readSparks } from "./sparks.ts";

/** A page, not an archive: what has less impact is summed up in the service's own figures. */
const MOST_ROWS = 100;

const period = ({ from, to }: Range) => ({ from: formatInstant(from), to: formatInstant(to) });
const idsOf = (series: readonly Series[]): readonly number[] => series.map((one) => one.id);

interface TwoSums {
  readonly range: Range;
  readonly firstMs: number;
  readonly now: ReadonlyMap<number, Cell>;
  readonly before: ReadonlyMap<number, Cell>;
}

async function sumTwice(series: readonly Series[], range: Range): Promise<TwoSums> {
  const [now, before] = await Promise.all([sumSeries(idsOf(series), range), sumSeries(idsOf(series), periodBefore(range))]);
  return { range, firstMs: firstOf(series), now, before };
}

const redTwice = ({ now, before, range, firstMs }: TwoSums, id: number) => ({
  now: redOf(now.get(id), range, firstMs),
  before: before.has(id) ? redOf(before.get(id), periodBefore(range), firstMs) : null,
});

/** Every service that was heard in the range, with its entry spans' rate, errors and duration. */
export async function getServices(_viewer: Viewer, params: URLSearchParams): Promise<Result<ServiceRowsDto, Problem>> {
  const range = await rangeOf(parseRange(rangeQuerySchema, params));
  if (!range.ok) return range;
  const { rollups, chains } = runtime();
  const all = await rollups.listSeries(["service", "cover", "operation"]);
  const entries = new Map(all.filter((one) => one.kind === "service").map((one) => [one.a, one]));
  const covers = all.filter((one) => one.kind === "cover");
  const [sums, heard, spark, freshness] = await Promise.all([
    sumTwice([...entries.values()], range.value),
    sumSeries(idsOf(covers), wholeHours(range.value)),
    readSparks(idsOf([...entries.values()]), range.value),
    readFreshness(),
  ]);
  const masker = currentMasker();
  const services = covers
    .filter((one) => heard.has(one.id))
    .map((one) => {
      const id = entries.get(one.a)?.id ?? -1;
      return {
        service: masker.text(one.a),
        ...redTwice(sums, id),
        spark: spark(id),
        operations: all.filter((other) => other.kind === "operation" && other.a === one.a).length,
        inChains: chains.chains.filter((chain) => chain.steps.some((step) => step.services.includes(one.a))).map((chain) => chain.id),
      };
    });
  return ok({
    ...period(range.value),
    services: services.sort((a, b) => b.now.count - a.now.count),
    ...freshness,
    warnings: [...freshness.warnings],
  });
}

/** One service: what it does, whom it calls and who calls it, its databases and queues. */
export async function getService(_viewer: Viewer, params: URLSearchParams): Promise<Result<ServiceDashboardDto, Problem>> {
  const query = parseRange(serviceQuerySchema, params);
  const range = await rangeOf(query);
  if (!query.ok || !range.ok) return range as Result<never, Problem>;
  const { name } = query.value;
  const { rollups } = runtime();
  const own = await rollups.listSeries(["service", "operation", "others", "database", "cover"], name);
  if (own.length === 0) return err(notFound("No span of such a service was ever counted."));
  const kind = (word: Series["kind"]) => own.filter((one) => one.kind === word);
  const [sums, edges, queues, freshness] = await Promise.all([
    sumTwice(
      own.filter((one) => one.kind !== "cover"),
      range.value,
    ),
    edgesOf(range.value),
    readQueues(range.value, name),
    readFreshness(),
  ]);
  const masker = currentMasker();
  const named = masker.text(name);
  return ok({
    ...period(range.value),
    service: named,
    ...redTwice(sums, kind("service")[0]?.id ?? -1),
    operations: operationsOf([...kind("operation"), ...kind("others")], sums),
    dependencies: {
      incoming: edges.filter((edge) => edge.callee === named),
      outgoing: edges.filter((edge) => edge.caller === named),
    },
    databases: databasesOf(kind("database"), sums),
    queues,
    ...freshness,
    warnings: [...freshness.warnings],
  });
}

const timeOf = (cell: Cell | undefined): number => (cell ? sumOf(cell.sketch) : 0);

/** Impact: the share of all the operations' time, spans inside spans counted in both. */
function operationsOf(series: readonly Series[], sums: TwoSums): OperationRowDto[] {
  const seen = series.filter((one) => sums.now.has(one.id) || sums.before.has(one.id));
  const total = seen.reduce((sum, one) => sum + timeOf(sums.now.get(one.id)), 0);
  const masker = currentMasker();
  return seen
    .map((one) => ({
      service: masker.text(one.a),
      operation: one.kind === "others" ? null : masker.text(one.b),
      ...redTwice(sums, one.id),
      impact: shareOf(timeOf(sums.now.get(one.id)), total),
    }))
    .sort((a, b) => (b.impact ?? 0) - (a.impact ?? 0))
    .slice(0, MOST_ROWS);
}

function databasesOf(series: readonly Series[], sums: TwoSums): DatabaseRowDto[] {
  const seen = series.filter((one) => sums.now.has(one.id));
  const total = seen.reduce((sum, one) => sum + timeOf(sums.now.get(one.id)), 0);
  const masker = currentMasker();
  return seen
    .map((one) => {
      const at = one.b.indexOf("|");
      const names = { database: masker.text(one.b.slice(0, at)), operation: masker.text(one.b.slice(at + 1)) };
      return { service: masker.text(one.a), ...names, ...redTwice(sums, one.id), impact: shareOf(timeOf(sums.now.get(one.id)), total) };
    })
    .sort((a, b) => (b.impact ?? 0) - (a.impact ?? 0))
    .slice(0, MOST_ROWS);
}

/** Queues that the service publishes to or consumes from. */
async function readQueues(range: Range, service: string): Promise<QueueRowDto[]> {
  const all = await runtime().rollups.listSeries(["published", "consumed", "queued"]);
  const sums = await sumSeries(idsOf(all), range);
  const masker = currentMasker();
  const firstMs = firstOf(all);
  const names = new Set(all.filter((one) => one.a === service && (sums.get(one.id)?.count ?? 0) > 0).map((one) => one.b));
  return [...names].sort().map((name) => {
    const of = (kind: Series["kind"]) => all.filter((one) => one.kind === kind && one.b === name && (sums.get(one.id)?.count ?? 0) > 0);
    const join = (series: readonly Series[]): Cell => {
      const sum = createCell();
      for (const one of series) mergeCell(sum, sums.get(one.id)!);
      return sum;
    };
    return {
      destination: masker.text(name),
      publishers: of("published").map((one) => masker.text(one.a)),
      consumers: of("consumed").map((one) => masker.text(one.a)),
      published: redOf(join(of("published")), range, firstMs),
      consumed: redOf(join(of("consumed")), range, firstMs),
      wait: redOf(join(of("queued")), range, firstMs),
    };
  });
}
