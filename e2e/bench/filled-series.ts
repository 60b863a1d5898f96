import Database from "better-sqlite3";
import { addValue, createSketch, mergeSketch, type Sketch } from "#lib/base/sketch";
import { unixMs } from "#lib/base/time";
import { defaultChains } from "#lib/chains/load";
import { getChainCards, getChainDashboard } from "#lib/dal/chain-dashboards";
import { getChanges } from "#lib/dal/changes";
import { getCoverage } from "#lib/dal/coverage";
import { getDependencies } from "#lib/dal/dependencies";
import { getHeatmap } from "#lib/dal/heatmap";
import { getKpis } from "#lib/dal/kpis";
import { getSeries } from "#lib/dal/series";
import { getService, getServices } from "#lib/dal/service-dashboards";
import { type Cell, createCell } from "#lib/rollups/cell";
import { createDelta, seriesOf } from "#lib/rollups/delta";
import { hasExemplars, type SeriesKind } from "#lib/rollups/series-key";
import { provideRuntime, type Runtime } from "#lib/runtime";
import type { Store } from "#lib/store/open";
import type { TraceId } from "#lib/trace/span";

export const DAYS = 30;
export const END = unixMs(Date.UTC(2026, 10, 23, 11, 37, 12));
const HOURS = DAYS * 24;

/** 200 series, as a company of 13 services with four chains has them. */
const KEYS: readonly (readonly [SeriesKind, string, string])[] = [
  ...SERVICES().flatMap((service) => [
    ["service", service, ""] as const,
    ["cover", service, ""] as const,
    ...Array.from({ length: 8 }, (_, at) => ["operation", service, `GET /things/${at}`] as const),
    ["database", service, "postgresql/db|select things"] as const,
  ]),
  ...SERVICES().map((service, at) => ["edge", service, SERVICES()[(at + 1) % 13]!] as const),
  ...defaultChains().chains.flatMap((chain) => [
    ["chain", chain.id, ""] as const,
    ...chain.steps.flatMap((step) => [["step", chain.id, step.id] as const, ["leg", chain.id, step.id] as const]),
    ...chain.steps.filter((step) => step.role === "consume").map((step) => ["wait", chain.id, step.id] as const),
  ]),
  ["order", "processing", ""],
  ["order", "inside", ""],
];

function SERVICES(): readonly string[] {
  return ["mes-api", "crm-api", "storage-3d", "mes", "crm", "seller-client", "pay", "ship", "mail", "stock", "auth", "print", "fax"];
}

const SHAPES = 60;
const shapes = new Map<number, Sketch>();

/** 60,000 durations of a log-normal shape, as services have them: an hour at 1,000 traces a minute. */
function shapeOf(seed: number): Sketch {
  const known = shapes.get(seed);
  if (known) return known;
  const sketch = createSketch();
  let state = seed * 2_654_435_761 + 1;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  for (let at = 0; at < 60_000; at++) {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    addValue(sketch, Math.round(20e6 * Math.exp(0.7 * normal)));
  }
  shapes.set(seed, sketch);
  return sketch;
}

function hourOf(kind: SeriesKind, seed: number): Cell {
  const cell = createCell();
  const tally = [57_000, 2_000, 0, 0, 300, 200, 300, 340, 60_500, 100, 100];
  if (kind === "cover") {
    cell.tally.push(...tally.map((count) => count * 10));
    return cell;
  }
  mergeSketch(cell.sketch, shapeOf(seed % SHAPES));
  Object.assign(cell, { count: 60_000, errors: 300, timeouts: 40 });
  if (kind === "chain") cell.tally.push(...tally);
  if (kind === "step") cell.tally.push(60_300);
  if (hasExemplars(kind))
    cell.exemplars = [1, 2, 3, 4].map((at) => ({
      traceId: (at * seed).toString(16).padStart(32, "7") as TraceId,
      ns: at * 1e7,
      failed: at === 4,
    }));
  return cell;
}

/** Written through the store as the pipeline does, an hour a round. */
export async function fillSeries(store: Store, file: string) {
  const first = Math.floor(END / 3_600_000) - HOURS;
  for (let hour = 0; hour <= HOURS; hour++) {
    const delta = createDelta();
    for (const [at, [kind, a, b]] of KEYS.entries())
      seriesOf(delta, kind, a, b).minutes.set((first + hour) * 60, hourOf(kind, at * 7 + hour));
    await store.index.commit({ sourceId: "bench", cursor: null, orders: [], executions: [], state: [], rollups: { delta, counted: [] } });
  }
  return { series: KEYS.length, bytesPerDay: measure(file) };
}

/** Pages of the table as they lie on the disk (`dbstat`), shared out to hours and days by what their rows hold. */
function measure(file: string): Readonly<Record<string, number>> {
  const database = new Database(file, { readonly: true });
  const one = <T>(sql: string) => database.prepare(sql).get() as T;
  const { pages } = one<{ pages: number }>("select sum(pgsize - unused) as pages from dbstat where name = 'rollup_cells'");
  const held = "sum(length(sketch) + length(tally) + length(exemplars) + 30)";
  const total = one<{ bytes: number }>(`select ${held} as bytes from rollup_cells`).bytes;
  const at = (step: number) => {
    const { bytes, buckets } = one<{ bytes: number; buckets: number }>(
      `select ${held} as bytes, count(distinct bucket) as buckets from rollup_cells where step = ${step}`,
    );
    return ((pages * bytes) / total / buckets) * (86_400 / step);
  };
  const measured = { hour: at(3_600), day: at(86_400) };
  database.close();
  return measured;
}

export function createBehindCalls(store: Store): readonly (readonly [string, () => Promise<unknown>])[] {
  const silent = { status: () => ({ sources: [], services: [], waitingOrders: 0, caughtUp: true }), clockOffsetsAt: () => new Map() };
  provideRuntime({
    ...{ clock: () => END, chains: defaultChains(), sources: [], pseudonymKey: new Uint8Array(32) },
    ...{ index: store.index, rollups: store.rollups, cases: store.cases, pipeline: silent },
  } as unknown as Runtime);
  const viewer = {} as Parameters<typeof getKpis>[0];
  const range = { from: new Date(END - DAYS * 86_400_000).toISOString(), to: new Date(END).toISOString() };
  const asked = (more: Readonly<Record<string, string>> = {}) => new URLSearchParams({ ...range, ...more });
  const must = async (answer: Promise<{ readonly ok: boolean }>) => {
    if (!(await answer).ok) throw new Error("a call failed");
  };
  return [
    ["kpis", () => must(getKpis(viewer, asked()))],
    ["chains (overview)", () => must(getChainCards(viewer, asked()))],
    ["one chain", () => must(getChainDashboard(viewer, "price-calculation", asked()))],
    ["services", () => must(getServices(viewer, asked()))],
    ["one service", () => must(getService(viewer, asked({ name: "mes-api" })))],
    ["dependencies", () => must(getDependencies(viewer, asked()))],
    ["changes", () => must(getChanges(viewer, asked()))],
    ["coverage", () => must(getCoverage(viewer, asked()))],
    ["series by the hour", () => must(getSeries(viewer, asked({ scope: "service:mes-api", step: "3600" })))],
    ["heatmap by the hour", () => must(getHeatmap(viewer, asked({ scope: "service:mes-api", step: "3600" })))],
  ];
}
