// What the API would say, for the gallery: by path, whole dashboards of a made-up company.
import type {
  ChainCardsDto,
  ChainDashboardDto,
  ChangesDto,
  DependenciesDto,
  EdgeDto,
  ObjectiveDto,
  ServiceDashboardDto,
  ServiceRowsDto,
} from "#lib/contract/dashboards";
import type { KpisDto } from "#lib/contract/kpis";
import type { MarkerPageDto } from "#lib/contract/marker";
import { behind, coverage, incidents } from "./sample-cases.ts";
import { SAMPLE_CHAINS } from "./sample-chains.ts";
import { sampleHeatmap, sampleRed, sampleSeries } from "./sample-data.ts";

const whole = { partial: false, warnings: [] };
const HOUR = 3_600_000;

export function sampleAnswer(url: URL): unknown {
  const from = Date.parse(url.searchParams.get("from") ?? "") || Date.UTC(2026, 10, 16);
  const to = Date.parse(url.searchParams.get("to") ?? "") || from + 168 * HOUR;
  const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const step = Number(url.searchParams.get("step") ?? 3600);
  const scope = url.searchParams.get("scope") ?? "";
  const path = url.pathname.replace("/api/v1/", "").split("/");
  const minutes = (to - from) / 60_000;
  switch (path[0]) {
    case "series":
      return sampleSeries(scope, from, to, step);
    case "heatmap":
      return sampleHeatmap(scope, from, to, step);
    case "kpis":
      return kpis(from, to);
    case "markers":
      return {
        items: [{ id: "1", at: new Date(from + (to - from) * 0.68).toISOString(), text: "crm-api 2.8.1", service: "crm-api", by: "ci" }],
        nextCursor: null,
        ...whole,
      } satisfies MarkerPageDto;
    case "coverage":
      return coverage(period);
    case "behind":
      return behind(url, period, scope);
    case "chains":
    case "services":
    case "service":
    case "dependencies":
    case "changes":
    case "incidents":
      return dashboard([path[0], path[1] ?? url.searchParams.get("name") ?? ""].map(decodeURIComponent), period, minutes, from, to);
    case "sources":
      return { sources: [], services: [], completeUpTo: new Date(to - 120_000).toISOString(), ...whole };
    default:
      return null;
  }
}

function dashboard(
  [kind, id]: readonly string[],
  period: { from: string; to: string },
  minutes: number,
  from: number,
  to: number,
): unknown {
  const spark = sparkOf(from, to);
  switch (kind) {
    case "chains":
      if (id) return chain(id, period, minutes, from, to);
      return {
        ...period,
        chains: SAMPLE_CHAINS.map((one, i) => ({
          chainId: one.id,
          title: one.title,
          now: sampleRed(i + 3, minutes, i === 1 ? 3 : 1),
          before: sampleRed(i + 3, minutes),
          onTime: objective(i),
          onTimeBefore: 0.985,
          worstStep: { stepId: one.steps.at(-2)?.id ?? "", p95Ms: 8_040 - i * 1_500, wait: i === 1, share: 0.62 - i * 0.1 },
          states: [{ state: "done", count: 400 }],
          spark,
        })),
        ...whole,
      } satisfies ChainCardsDto;
    case "service":
      return service(id ?? "", period, minutes);
    case "services":
      return {
        ...period,
        services: ["crm-api", "mes-api", "crm", "mes", "storage-3d", "seller-client"].map((name, i) => ({
          service: name,
          now: sampleRed(i + 20, minutes, i === 0 ? 2 : 1),
          before: sampleRed(i + 20, minutes),
          spark,
          operations: 4 + i,
          inChains: SAMPLE_CHAINS.slice(0, 1 + (i % 3)).map((one) => one.id),
        })),
        ...whole,
      } satisfies ServiceRowsDto;
    case "dependencies":
      return {
        ...period,
        nodes: [...new Set(EDGES.flat())].map((name, i) => ({
          name,
          kind: name.endsWith("db") ? "database" : name === "rabbitmq" ? "queue" : "service",
          now: sampleRed(i, minutes),
        })),
        edges: EDGES.map(([a, b], i) => edge(a, b, i, minutes)),
        ...whole,
      } satisfies DependenciesDto;
    case "changes":
      return changes(period);
    case "incidents":
      return incidents(period, from);
    default:
      return null;
  }
}

const EDGES = [
  ["seller-client", "mes-api"],
  ["mes", "mes-api"],
  ["crm", "crm-api"],
  ["mes-api", "storage-3d"],
  ["mes-api", "rabbitmq"],
  ["rabbitmq", "crm-api"],
  ["crm-api", "rabbitmq"],
  ["rabbitmq", "mes-api"],
  ["crm-api", "crm-db"],
  ["mes-api", "mes-db"],
] as const;

const edge = (caller: string, callee: string, i: number, minutes: number): EdgeDto => ({
  caller,
  callee,
  kind: callee.endsWith("db") ? "database" : callee === "rabbitmq" || caller === "rabbitmq" ? "queue" : "call",
  now: sampleRed(i + 40, minutes, i === 3 ? 4 : 0.5),
  errorShareBefore: 0.002,
});

const objective = (i: number): ObjectiveDto => ({
  objective: 0.98,
  value: [0.998, 0.974, 0.991, 0.94][i] ?? 0.99,
  done: [2_924, 408, 388, 8_570][i] ?? 1,
  total: [2_930, 418, 392, 9_120][i] ?? 1,
  cannotTell: i === 1 ? 3 : 0,
  budgetLeft: [0.92, 0.34, 0.71, -2][i] ?? 1,
  burnRates: [
    { windowMs: HOUR, rate: i === 1 ? 3.4 : 0.4 },
    { windowMs: 6 * HOUR, rate: 1.2 },
    { windowMs: 72 * HOUR, rate: 0.7 },
  ],
});

const sparkOf = (from: number, to: number) => {
  const { points } = sampleSeries("", from, to, Math.max(60, Math.ceil((to - from) / 48_000 / 60) * 60));
  return {
    times: points.map((point) => point.at),
    count: points.map((point) => point.count),
    p95Ms: points.map((point) => point.p95Ms),
    errorShare: points.map((point) => (point.count ? ((point.errors ?? 0) + (point.timeouts ?? 0)) / point.count : null)),
  };
};

function kpis(from: number, to: number): KpisDto {
  const spark = sparkOf(from, to);
  const time = { meanMs: 252_000, medianMs: 160_000, count: 2_930, insideChainsMeanMs: 41_000, insideChainsMedianMs: 22_000 };
  const errors = { value: 0.0084, errors: 310, timeouts: 111, total: 50_120 };
  const onTime = { value: 0.986, done: 2_889, total: 2_930, cannotTell: 12, chains: [] };
  const reaction = { toAcknowledgeMs: 190_000, toResolveMs: 1_260_000, cases: 14, acknowledged: 13, resolved: 12 };
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    before: { from: new Date(2 * from - to).toISOString(), to: new Date(from).toISOString() },
    processingTime: { ...time, before: { ...time, meanMs: 270_000 } },
    errorShare: { ...errors, before: { ...errors, value: 0.0053 } },
    onTime: { ...onTime, before: { ...onTime, value: 0.982 } },
    reaction: { ...reaction, before: { ...reaction, toAcknowledgeMs: 310_000 } },
    trend: {
      times: spark.times,
      processingMeanMs: spark.p95Ms.map((value) => value && value * 30),
      errorShare: spark.errorShare,
      onTime: spark.errorShare.map((value) => (value !== null ? 1 - value * 2 : null)),
      toAcknowledgeMs: spark.count.map((value, i) => (value === null || i % 3 > 0 ? null : 400_000 - i * 4_000)),
    },
    ...whole,
  };
}

function changes(period: { from: string; to: string }): ChangesDto {
  const change = (
    scope: string,
    en: string,
    ru: string,
    measure: ChangesDto["changes"][number]["measure"],
    before: number,
    now: number,
    confidence: number,
    text: [string, string],
  ) => ({
    scope,
    title: { en, ru },
    measure,
    before,
    now,
    unit: measure === "latency" || measure === "wait" ? ("ms" as const) : ("share" as const),
    direction: "worse" as const,
    confidence,
    affected: 87,
    text: { en: text[0], ru: text[1] },
    exemplar: { traceId: "0af7651916cd43dd8448eb211c80319c", durationMs: now, failed: false },
  });
  return {
    ...period,
    against: { ...period, kind: "last-week" },
    changes: [
      change(
        "operation:crm-api/price-calculated process",
        "CRM API · price-calculated process",
        "CRM API · price-calculated process",
        "latency",
        1_760,
        8_100,
        0.999,
        ["since 21 Nov 06:00, with crm-api 2.8.1", "с 21 ноя 06:00, с выходом crm-api 2.8.1"],
      ),
      change(
        "step:price-calculation/storage",
        "Price calculation · 3D storage",
        "Расчёт стоимости · 3D-хранилище",
        "latency",
        13_000,
        41_000,
        0.995,
        ["models over 80 MB", "модели больше 80 МБ"],
      ),
      change("chain:price-calculation", "Price calculation · timeouts", "Расчёт стоимости · таймауты", "timeouts", 0.002, 0.006, 0.94, [
        "41 of 418",
        "41 из 418",
      ]),
      change("service:mes-api", "MES API · errors", "MES API · ошибки", "errors", 0.0031, 0.0052, 0.8, [
        "in 12 of 24 hours",
        "в 12 часах из 24",
      ]),
    ],
    ...whole,
  };
}

function chain(id: string, period: { from: string; to: string }, minutes: number, from: number, to: number): ChainDashboardDto {
  const one = SAMPLE_CHAINS.find((each) => each.id === id) ?? SAMPLE_CHAINS[1]!;
  const spark = sparkOf(from, to);
  const shares = [0.03, 0.34, 0.08, 0.04, 0.31, 0.2];
  return {
    ...period,
    chainId: one.id,
    title: one.title,
    now: sampleRed(4, minutes, 3),
    before: sampleRed(4, minutes),
    onTime: objective(1),
    onTimeTrend: { times: spark.times, value: spark.errorShare.map((value) => (value !== null ? 1 - value : null)) },
    started: 431,
    steps: one.steps.map((step, i) => ({
      stepId: step.id,
      title: step.title,
      own: sampleRed(i + 60, minutes),
      ownBefore: sampleRed(i + 61, minutes),
      wait: step.id === "crm-api" || step.id === "mes-api" ? sampleRed(i + 70, minutes, 3) : null,
      waitBefore: null,
      timeShare: (shares[i] ?? 0.1) * (step.id === "crm-api" ? 0.25 : 1),
      waitShare: step.id === "crm-api" ? (shares[i] ?? 0.1) * 0.75 : null,
      reached: Math.round(431 * (1 - i * 0.006)),
      softMs: i === 0 ? null : 30_000,
      hardMs: i === 0 ? null : 120_000,
    })),
    states: [
      { state: "done", count: 408 },
      { state: "done-late", count: 7 },
      { state: "failed", count: 3 },
      { state: "stuck", count: 2 },
    ],
    ...whole,
  };
}

function service(name: string, period: { from: string; to: string }, minutes: number): ServiceDashboardDto {
  const names = ["price-calculated process", "POST /orders/{id}/confirm", "GET /orders", "POST /orders", "housekeeping"];
  return {
    ...period,
    service: name,
    now: sampleRed(20, minutes, 2),
    before: sampleRed(20, minutes),
    operations: [...names, null].map((operation, i) => ({
      service: name,
      operation,
      now: sampleRed(i + 80, minutes),
      before: sampleRed(i + 80, minutes, 0.8),
      impact: [0.42, 0.25, 0.18, 0.09, 0.02, 0.04][i] ?? 0,
    })),
    dependencies: {
      incoming: EDGES.filter(([, b]) => b === name).map(([a, b], i) => edge(a, b, i, minutes)),
      outgoing: EDGES.filter(([a]) => a === name).map(([a, b], i) => edge(a, b, i + 3, minutes)),
    },
    databases: ["SELECT orders", "UPDATE orders", "INSERT prices"].map((operation, i) => ({
      service: name,
      database: "crm-db",
      operation,
      now: sampleRed(i + 90, minutes, 0.1),
      before: null,
      impact: [0.5, 0.3, 0.2][i] ?? 0,
    })),
    queues: [
      {
        destination: "price-calculated",
        publishers: ["mes-api"],
        consumers: ["crm-api"],
        published: sampleRed(95, minutes),
        consumed: sampleRed(96, minutes),
        wait: sampleRed(97, minutes, 3),
      },
    ],
    ...whole,
  };
}
