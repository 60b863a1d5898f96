import {
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, type IdGenerator, type ReadableSpan, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Calendar } from "./calendar.ts";
import type { Kind, Operation } from "./operation.ts";
import type { Random } from "./random.ts";
import { type CompanySampler, createSampler } from "./sampling.ts";
import { INSTANCES, type Instance } from "./services.ts";

/** Turns what was done into spans of the real SDK: one provider for each instance, each with its own resource. */
export interface Tracers {
  /** Starts and ends the spans of these operations (parents before children) and hands on those that the SDK recorded. */
  record(operations: readonly Operation[], random: Random, onSpan: (operation: Operation, span: ReadableSpan) => void): void;
}

const KINDS: Readonly<Record<Kind, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

export function createTracers(openedAtMs: number, calendar: Calendar): Tracers {
  let ended: ReadableSpan | null = null;
  const collector: SpanProcessor = {
    onStart() {},
    onEnd(span) {
      ended = span;
    },
    async forceFlush() {},
    async shutdown() {},
  };
  const next = { traceId: "", spanId: "" };
  const ids: IdGenerator = { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId };
  const desks = new Map(INSTANCES.map((instance) => [instance, openDesk(instance, ids, collector)]));

  const toHrTime = (ms: number): HrTime => {
    const whole = Math.floor(ms);
    const at = openedAtMs + whole;
    const seconds = Math.floor(at / 1000);
    return [seconds, Math.min(999_999_999, (at - seconds * 1000) * 1_000_000 + Math.round((ms - whole) * 1e6))];
  };

  /** A wrong clock is wrong for a whole stretch of work, not for half of it. */
  const clockOffset = (operation: Operation): number => {
    const period = calendar.at(operation.instance.service, "skewed-clock", operation.entry.startMs);
    return period?.instanceId === operation.instance.id ? period.clockOffsetMs : 0;
  };

  return {
    record(operations, random, onSpan) {
      const contexts = new Map<Operation, SpanContext>();
      const open: [Operation, Span, number][] = [];
      for (const operation of operations) {
        const { instance, parent, link } = operation;
        const desk = desks.get(instance)!;
        const offset = clockOffset(operation);
        const heartbeat = operation.name === HEARTBEAT;
        desk.sampler.sampling = !heartbeat && calendar.at(instance.service, "sampled", operation.entry.startMs) !== null;
        next.traceId = parent ? contexts.get(parent)!.traceId : random.hex(32);
        next.spanId = random.hex(16);
        const remote = parent !== null && operation.entry === operation;
        const context = parent ? trace.setSpanContext(ROOT_CONTEXT, { ...contexts.get(parent)!, isRemote: remote }) : ROOT_CONTEXT;
        const linked = link ? contexts.get(link)! : null;
        const span = desk.tracer.startSpan(
          operation.name,
          {
            kind: KINDS[operation.kind],
            startTime: toHrTime(operation.startMs + offset),
            attributes: operation.attributes,
            links: linked ? [{ context: { ...linked, isRemote: true } }] : [],
          },
          context,
        );
        const made = span.spanContext();
        contexts.set(operation, made);
        operation.traceId = made.traceId;
        operation.spanId = made.spanId;
        operation.recorded = (made.traceFlags & TraceFlags.SAMPLED) !== 0;
        if (operation.recorded) open.push([operation, span, offset]);
      }
      for (const [operation, span, offset] of open) {
        const at = toHrTime(operation.endMs + offset);
        fail(operation, span, at);
        ended = null;
        span.end(at);
        if (ended) onSpan(operation, ended);
      }
    },
  };
}

export const HEARTBEAT = "heartbeat";

function openDesk(instance: Instance, idGenerator: IdGenerator, processor: SpanProcessor): { tracer: Tracer; sampler: CompanySampler } {
  const sampler = createSampler();
  const provider = new BasicTracerProvider({
    sampler,
    idGenerator,
    spanProcessors: [processor],
    resource: resourceFromAttributes({
      "service.name": instance.service,
      "service.version": instance.version,
      "service.instance.id": instance.id,
      "host.name": instance.host,
      "telemetry.sdk.language": instance.language,
    }),
  });
  return { tracer: provider.getTracer("loupe-demo"), sampler };
}

function fail(operation: Operation, span: Span, at: HrTime): void {
  const { failure } = operation;
  if (!failure) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  if (!failure.exception) return;
  span.addEvent(
    "exception",
    {
      "exception.type": failure.type,
      "exception.message": failure.message,
      "exception.stacktrace": stackTrace(operation, failure.type, failure.message),
    },
    at,
  );
}

const stackTrace = (operation: Operation, type: string, message: string): string =>
  operation.instance.language === "python"
    ? `Traceback (most recent call last):\n  File "/app/${operation.instance.service}/consumer.py", line 88, in handle\n    self.apply(body)\n${type}: ${message}`
    : `${type}: ${message}\n    at handle (file:///app/${operation.instance.service}/server.js:142:11)\n    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)`;
