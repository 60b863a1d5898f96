import { z } from "zod";
import { bilingual, causeSchema, completeness, instantSchema, milliseconds, stateSchema } from "./scalars.ts";
import { exemplarSchema, latencies } from "./series.ts";

const count = z.number().int();
const share = z.number().nullable().meta({ description: "0…1; null of nothing" });
const period = { from: instantSchema, to: instantSchema };

/** Rate, errors, duration of a range. */
export const redSchema = z
  .object({ count, errors: count, timeouts: count, ratePerMinute: z.number(), errorShare: share, ...latencies })
  .meta({ id: "Red" });
const red = { now: redSchema, before: redSchema.nullable().meta({ description: "The period before; null where none is kept" }) };

export const sparkSchema = z.object({
  times: z.array(instantSchema),
  count: z.array(count.nullable()),
  p95Ms: z.array(milliseconds.nullable()),
  errorShare: z.array(share),
});

export const objectiveSchema = z
  .object({
    objective: z.number().meta({ description: "The on-time share that is promised, 0…1" }),
    value: share,
    done: count,
    total: count,
    cannotTell: count,
    /** Of the misses that the objective allows, the share that is left; below 0 when overdrawn. */
    budgetLeft: share,
    /** 1: the budget is used up exactly at the end of the window; by how far back is looked. */
    burnRates: z.array(z.object({ windowMs: milliseconds, rate: z.number().nullable() })),
  })
  .meta({ id: "Objective" });

/** One card of the overview. */
export const chainCardSchema = z
  .object({
    chainId: z.string(),
    title: bilingual,
    ...red,
    onTime: objectiveSchema,
    onTimeBefore: share,
    worstStep: z.object({ stepId: z.string(), p95Ms: milliseconds.nullable(), wait: z.boolean(), share: share }).nullable(),
    states: z.array(z.object({ state: stateSchema, count })),
    spark: sparkSchema,
  })
  .meta({ id: "ChainCard" });

export const chainCardsSchema = z.object({ ...period, chains: z.array(chainCardSchema), ...completeness }).meta({ id: "ChainCards" });

export const chainStepSchema = z
  .object({
    stepId: z.string(),
    title: bilingual,
    /** The step's own duration. */
    own: redSchema,
    ownBefore: redSchema.nullable(),
    /** The queue's time before it; null where no message brings it. */
    wait: redSchema.nullable(),
    waitBefore: redSchema.nullable(),
    /** Of the executions' time: from the previous step's reach to this one's, the queue's wait apart. Together they are 1. */
    timeShare: share,
    waitShare: share,
    /** Funnel: how many executions came this far, hanging and failed ones too. */
    reached: count,
    softMs: milliseconds.nullable(),
    hardMs: milliseconds.nullable(),
  })
  .meta({ id: "ChainStep" });

export const chainDashboardSchema = z
  .object({
    ...period,
    chainId: z.string(),
    title: bilingual,
    ...red,
    onTime: objectiveSchema,
    /** On-time share over time, for the line against the objective. */
    onTimeTrend: z.object({ times: z.array(instantSchema), value: z.array(share) }),
    started: count,
    steps: z.array(chainStepSchema),
    states: z.array(z.object({ state: stateSchema, count })),
    ...completeness,
  })
  .meta({ id: "ChainDashboard" });

export const serviceRowSchema = z
  .object({ service: z.string(), ...red, spark: sparkSchema, operations: count, inChains: z.array(z.string()) })
  .meta({ id: "ServiceRow" });
export const serviceRowsSchema = z.object({ ...period, services: z.array(serviceRowSchema), ...completeness }).meta({ id: "ServiceRows" });

/** Impact: the share of the service's time that goes into it (count × mean). `operation` null: all that have no row of their own. */
export const operationRowSchema = z
  .object({ service: z.string(), operation: z.string().nullable(), ...red, impact: share })
  .meta({ id: "OperationRow" });

export const edgeSchema = z
  .object({
    caller: z.string(),
    callee: z.string(),
    kind: z.enum(["call", "queue", "database", "external"]),
    now: redSchema,
    errorShareBefore: share,
  })
  .meta({ id: "Edge" });
export const dependenciesSchema = z
  .object({
    ...period,
    nodes: z.array(z.object({ name: z.string(), kind: z.enum(["service", "database", "queue", "external"]), now: redSchema.nullable() })),
    edges: z.array(edgeSchema),
    ...completeness,
  })
  .meta({ id: "Dependencies" });

export const databaseRowSchema = z
  .object({ service: z.string(), database: z.string(), operation: z.string(), ...red, impact: share })
  .meta({ id: "DatabaseRow" });
export const queueRowSchema = z
  .object({
    destination: z.string(),
    publishers: z.array(z.string()),
    consumers: z.array(z.string()),
    published: redSchema,
    consumed: redSchema,
    wait: redSchema,
  })
  .meta({ id: "QueueRow" });

export const serviceDashboardSchema = z
  .object({
    ...period,
    service: z.string(),
    ...red,
    operations: z.array(operationRowSchema),
    dependencies: z.object({ incoming: z.array(edgeSchema), outgoing: z.array(edgeSchema) }),
    databases: z.array(databaseRowSchema),
    queues: z.array(queueRowSchema),
    ...completeness,
  })
  .meta({ id: "ServiceDashboard" });

/** What got worse (and better), held against the same time last week, or the period before where no week is kept. */
export const changeSchema = z
  .object({
    scope: z.string().meta({ description: "As in /series" }),
    title: bilingual,
    measure: z.enum(["errors", "timeouts", "latency", "wait", "rate", "on-time"]),
    before: z.number().nullable(),
    now: z.number().nullable(),
    unit: z.enum(["share", "ms", "per-minute"]),
    direction: z.enum(["worse", "better"]),
    /** How sure, 0…1: one minus the chance that it is but noise. */
    confidence: z.number(),
    /** Orders or requests that it touches beyond what was usual. */
    affected: z.number(),
    text: bilingual,
    exemplar: exemplarSchema.nullable(),
  })
  .meta({ id: "Change" });
export const changesSchema = z
  .object({
    ...period,
    against: z
      .object({ ...period, kind: z.enum(["last-week", "period-before"]) })
      .nullable()
      .meta({ description: "null: nothing to hold it against yet" }),
    changes: z.array(changeSchema),
    ...completeness,
  })
  .meta({ id: "Changes" });

const reaction = { cases: count, toAcknowledgeMs: milliseconds.nullable(), toResolveMs: milliseconds.nullable() };
export const incidentsSchema = z
  .object({
    ...period,
    all: z.object({
      ...reaction,
      acknowledgeP50Ms: milliseconds.nullable(),
      acknowledgeP95Ms: milliseconds.nullable(),
      resolveP50Ms: milliseconds.nullable(),
      resolveP95Ms: milliseconds.nullable(),
    }),
    byChain: z.array(z.object({ chainId: z.string(), ...reaction })),
    byCause: z.array(z.object({ cause: causeSchema.nullable(), ...reaction })),
    /** 7 × 24, Monday first, in the time zone asked for (`tz`, minutes east of UTC). */
    byHourOfWeek: z.array(z.array(z.object(reaction))),
    longest: z.array(
      z.object({
        caseId: z.string(),
        orderId: z.string().nullable(),
        chainId: z.string(),
        stepId: z.string().nullable(),
        cause: causeSchema.nullable(),
        openedAt: instantSchema,
        acknowledgedAt: instantSchema.nullable(),
        resolvedAt: instantSchema.nullable(),
        lastedMs: milliseconds,
      }),
    ),
    ...completeness,
  })
  .meta({ id: "Incidents" });

/** What lies behind a box drawn on a heatmap, and what sets it apart from the rest of the same time. */
export const behindSchema = z
  .object({
    ...period,
    scope: z.string(),
    minMs: milliseconds,
    maxMs: milliseconds.nullable(),
    count: z.number().meta({ description: "How many the box holds, to the sketch" }),
    orders: z.array(
      z.object({
        orderId: z.string(),
        state: stateSchema.nullable(),
        chainId: z.string(),
        at: instantSchema,
        durationMs: milliseconds.nullable(),
      }),
    ),
    traces: z.array(
      z.object({
        traceId: z.string(),
        service: z.string().nullable(),
        operation: z.string().nullable(),
        at: instantSchema,
        durationMs: milliseconds,
        failed: z.boolean(),
        orderIds: z.array(z.string()),
      }),
    ),
    /** Of those looked at inside and outside the box; the strongest first. */
    distinctive: z.array(
      z.object({ key: z.string(), value: z.string(), insideShare: z.number(), outsideShare: z.number(), inside: count, outside: count }),
    ),
    lookedAt: z.object({ inside: count, outside: count }),
    ...completeness,
  })
  .meta({ id: "Behind" });

export type RedDto = z.infer<typeof redSchema>;
export type SparkDto = z.infer<typeof sparkSchema>;
export type ObjectiveDto = z.infer<typeof objectiveSchema>;
export type ChainCardDto = z.infer<typeof chainCardSchema>;
export type ChainCardsDto = z.infer<typeof chainCardsSchema>;
export type ChainStepDto = z.infer<typeof chainStepSchema>;
export type ChainDashboardDto = z.infer<typeof chainDashboardSchema>;
export type ServiceRowDto = z.infer<typeof serviceRowSchema>;
export type ServiceRowsDto = z.infer<typeof serviceRowsSchema>;
export type OperationRowDto = z.infer<typeof operationRowSchema>;
export type EdgeDto = z.infer<typeof edgeSchema>;
export type DependenciesDto = z.infer<typeof dependenciesSchema>;
export type DatabaseRowDto = z.infer<typeof databaseRowSchema>;
export type QueueRowDto = z.infer<typeof queueRowSchema>;
export type ServiceDashboardDto = z.infer<typeof serviceDashboardSchema>;
export type ChangeDto = z.infer<typeof changeSchema>;
export type ChangesDto = z.infer<typeof changesSchema>;
export type IncidentsDto = z.infer<typeof incidentsSchema>;
export type BehindDto = z.infer<typeof behindSchema>;
