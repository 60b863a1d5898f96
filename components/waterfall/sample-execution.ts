import { nsToMs, type UnixMs, unixMs, unixNs } from "#lib/base/time";
import type { Chain, Step } from "#lib/chains/definition";
import type { StepSighting } from "#lib/chains/execution";
import type { ExecutionWithStates } from "#lib/contract/waterfall-execution";
import type { Span, Trace } from "#lib/trace/span";

const step = (id: string, title: string, role: Step["role"], service: string): Step => ({
  id,
  title: { en: title, ru: title },
  role,
  services: [service],
  softMs: 8_000,
  hardMs: 600_000,
  match: [],
  orNextBegins: false,
});

export const PRICE_CHAIN: Chain = {
  id: "price-calculation",
  title: { en: "Price calculation", ru: "Расчёт стоимости изделия" },
  after: [],
  keyedBy: "order",
  signs: [],
  steps: [
    step("mes-api", "MES API", "server", "mes-api"),
    step("storage", "3D storage", "call", "3d-storage"),
    step("price", "price", "work", "mes-api"),
    step("rabbitmq", "RabbitMQ", "publish", "mes-api"),
    step("crm-api", "price-calculated process", "consume", "crm-api"),
    step("crm-db", "CRM db", "write", "crm-api"),
  ],
};

/** Stuck at the consumer: the spans with these names are its steps, in order. */
export function sampleExecution(trace: Trace, names: readonly string[]): ExecutionWithStates {
  const seen = names.map((name, i) => sighting(trace, trace.spans.find((span) => span.name === name)!, PRICE_CHAIN.steps[i]!));
  return {
    execution: {
      id: "price-calculation:48213:1",
      chainId: PRICE_CHAIN.id,
      orderId: "48213",
      attempt: 1,
      traceIds: [trace.traceId],
      steps: [...seen, null, null],
      startedMs: nsToMs(trace.startUnixNs),
      lastActivityMs: seen.at(-1)!.endMs,
      rootEndedMs: null,
      message: null,
      deadLetter: null,
      sampling: [],
      witnesses: [],
    },
    judgement: { state: "stuck", cause: "never-consumed", stepStates: ["done", "done", "done", "done", "missing", "pending"] },
  };
}

function sighting(trace: Trace, span: Span, of: Step): StepSighting {
  const startMs = nsToMs(unixNs(trace.startUnixNs + BigInt(Math.round(span.startNs))));
  const endMs: UnixMs = unixMs(startMs + span.durationNs / 1e6);
  const delivery = {
    traceId: span.traceId,
    spanId: span.spanId,
    service: span.resource.service,
    instance: span.resource.instance,
    version: null,
    startMs,
    endMs,
    status: "success" as const,
    errorText: null,
    seenAt: endMs,
  };
  const reachedMs = of.role === "server" ? startMs : endMs;
  return { ...delivery, stepId: of.id, reachedMs, waitMs: null, nextClockMs: reachedMs, inferred: false, deliveries: [delivery] };
}
