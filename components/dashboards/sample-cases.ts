// Made-up incidents, boxes and coverage for the gallery.
import type { CoverageDto } from "#lib/contract/coverage";
import type { BehindDto, IncidentsDto } from "#lib/contract/dashboards";
import { SAMPLE_CHAINS } from "./sample-chains.ts";

const whole = { partial: false, warnings: [] };
const HOUR = 3_600_000;

export function incidents(period: { from: string; to: string }, from: number): IncidentsDto {
  const reaction = (cases: number) => ({
    cases,
    toAcknowledgeMs: cases > 0 ? 190_000 + cases * 7_000 : null,
    toResolveMs: cases > 0 ? 1_260_000 : null,
  });
  return {
    ...period,
    all: { ...reaction(14), acknowledgeP50Ms: 150_000, acknowledgeP95Ms: 540_000, resolveP50Ms: 900_000, resolveP95Ms: 4_200_000 },
    byChain: SAMPLE_CHAINS.map((one, i) => ({ chainId: one.id, ...reaction(8 - i * 2) })),
    byCause: (["never-consumed", "dead-lettered", "timed-out", "silent", null] as const).map((cause, i) => ({ cause, ...reaction(6 - i) })),
    byHourOfWeek: Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (_hour, hour) =>
        reaction(day < 5 && hour > 8 && hour < 20 && (day * 7 + hour * 3) % 5 === 0 ? 1 + ((day + hour) % 4) : 0),
      ),
    ),
    longest: ["48213", "48230", "48197"].map((orderId, i) => ({
      caseId: `c-${i}`,
      orderId,
      chainId: "price-calculation",
      stepId: "crm-api",
      cause: "never-consumed" as const,
      openedAt: new Date(from + i * 7 * HOUR).toISOString(),
      acknowledgedAt: i === 0 ? null : new Date(from + i * 7 * HOUR + 240_000).toISOString(),
      resolvedAt: i === 0 ? null : new Date(from + i * 8 * HOUR).toISOString(),
      lastedMs: (5 - i) * HOUR,
    })),
    ...whole,
  };
}

export function behind(url: URL, period: { from: string; to: string }, scope: string): BehindDto {
  const minMs = Number(url.searchParams.get("minMs"));
  return {
    ...period,
    scope,
    minMs,
    maxMs: Number(url.searchParams.get("maxMs")) || null,
    count: 87,
    orders: Array.from({ length: 6 }, (_, i) => ({
      orderId: String(48_213 + i * 7),
      state: i === 0 ? ("stuck" as const) : ("done-late" as const),
      chainId: "price-calculation",
      at: new Date(Date.parse(period.from) + i * 500_000).toISOString(),
      durationMs: minMs * (1.1 + i * 0.1),
    })),
    traces: Array.from({ length: 3 }, (_, i) => ({
      traceId: `0af7651916cd43dd8448eb211c80319${i}`,
      service: "mes-api",
      operation: "POST /calculate",
      at: period.from,
      durationMs: minMs * 1.2,
      failed: i === 1,
      orderIds: [],
    })),
    distinctive: [
      { key: "service.version (crm-api)", value: "2.8.1", insideShare: 1, outsideShare: 0.03, inside: 87, outside: 12 },
      { key: "storage.instance", value: "storage-3d-2", insideShare: 0.61, outsideShare: 0.34, inside: 53, outside: 140 },
    ],
    lookedAt: { inside: 87, outside: 412 },
    ...whole,
  };
}

export function coverage(period: { from: string; to: string }): CoverageDto {
  const advice = [
    {
      kind: "order-id" as const,
      service: "mes",
      attribute: "order_id",
      severity: "high" as const,
      text: {
        en: "MES sets order_id on 64 % of its spans; since 5.14 the operators' list leaves it out. Set `order_id` on the span of GET /orders/{id}.",
        ru: "MES ставит order_id на 64 % спанов; с 5.14 его нет в списке операторов. Поставьте `order_id` на спан GET /orders/{id}.",
      },
    },
    {
      kind: "context-lost" as const,
      service: "crm-api",
      attribute: "traceparent",
      severity: "medium" as const,
      text: {
        en: "3 % of the messages that CRM API consumes come without their publisher's context.",
        ru: "3 % сообщений приходят в CRM API без контекста отправителя.",
      },
    },
  ];
  return {
    ...period,
    services: ["crm-api", "mes-api", "crm", "mes", "storage-3d", "seller-client"].map((service, i) => ({
      service,
      spans: 120_000 - i * 9_000,
      spansPerDay: 120_000 - i * 9_000,
      bytesPerDay: 84e6 - i * 7e6,
      share: { orderId: i === 3 ? 0.64 : 0.97 - i * 0.01, userId: 0.9 - i * 0.1, status: 1 },
      orphanShare: i * 0.004,
      contextLostShare: i === 0 ? 0.03 : null,
      clockOffsetMs: i === 2 ? 5_012 : 12 * i,
      sampling: i === 4 ? { keptShare: 0.1, since: period.from } : null,
      silenceNoticedAfterMs: 5_000 + i * 2_000,
      instances: 1 + (i % 3),
      firstSeen: period.from,
      advice: advice.filter((one) => one.service === service),
    })),
    chains: SAMPLE_CHAINS.map((one, c) => ({
      chainId: one.id,
      executions: 400,
      steps: one.steps.map((step, i) => ({
        stepId: step.id,
        services: [step.service ?? "mes-api"],
        seen: 400 - i * c * 4,
        passed: 400,
        visibility: 1 - (i * c) / 100,
      })),
      advice: [],
    })),
    advice,
    ...whole,
  };
}
