import { z } from "zod";
import { CASE_EVENT_KINDS, CASE_KINDS, CASE_STATES, RESOLVED_BY, SEVERITIES } from "./case-words.ts";
import { bilingual, instantSchema, milliseconds, pageOf } from "./scalars.ts";
import { verdictSchema } from "./verdict.ts";

export const caseStateSchema = z.enum(CASE_STATES);
export const severitySchema = z.enum(SEVERITIES);

/** One change: who, when, what. */
export const caseEventSchema = z
  .object({
    at: instantSchema,
    /** A person's name, an API client's, or `loupe` for what Loupe did itself. */
    actor: z.string(),
    kind: z.enum(CASE_EVENT_KINDS),
    /** What happened, in words; with a comment or a reason, the person's own words stand in `detail`. */
    text: bilingual,
    detail: z.string().nullable(),
  })
  .meta({ id: "CaseEvent" });

/** From what was promised to what was done: each null while it has not come. */
export const caseClocksSchema = z
  .object({
    breachAt: instantSchema.meta({ description: "When the deadline passed, the failure ended, the service fell silent" }),
    detectedAt: instantSchema.meta({ description: "When Loupe opened the case, by its clock" }),
    notifiedAt: instantSchema.nullable(),
    acknowledgedAt: instantSchema.nullable(),
    recoveredAt: instantSchema.nullable().meta({ description: "When the awaited step was reached after all" }),
  })
  .meta({ id: "CaseClocks" });

export const caseSchema = z
  .object({
    id: z.string(),
    group: z.string().meta({ description: "Id of its group" }),
    orderId: z.string().nullable(),
    executionId: z.string().nullable().meta({ description: "Null for a silent service or a chain's volume" }),
    chainId: z.string().meta({ description: "Of a silent service: the chain in which most orders wait for it" }),
    stepId: z.string().nullable(),
    state: caseStateSchema,
    severity: severitySchema,
    openedAt: instantSchema,
    acknowledgedAt: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
    owner: z.string().nullable(),
    /** While it is not resolved: as it is judged now; after it: as it was when it was resolved. */
    verdict: verdictSchema,
    history: z.array(caseEventSchema).meta({ description: "Oldest first" }),

    kind: z.enum(CASE_KINDS),
    service: z.string().nullable().meta({ description: "The service awaited or failing" }),
    clocks: caseClocksSchema,
    snoozedUntil: instantSchema.nullable(),
    /** How far beyond its deadline it came after all: "was late 52 min". Null while it hangs, or where a person closed it. */
    wasLateMs: milliseconds.nullable(),
    /**
     * Null while it is not resolved. `recovered`: it came after all; `superseded`: a later attempt took its place; `withdrawn`: telemetry proved
     * to be missing, nothing says any more that it hangs; `expired`: a request that nobody waits for any more; `person`: someone closed it.
     */
    resolution: z.object({ by: z.enum(RESOLVED_BY), actor: z.string(), reason: z.string().nullable() }).nullable(),
    falseAlarm: z.boolean(),
    reopened: z.number().int().meta({ description: "How often it hung again within 15 minutes" }),
    confidence: z.number().min(0).max(1).nullable().meta({ description: "DOMAIN, 'How sure'; null where nothing speaks against it" }),
    attempt: z.number().int().nullable(),
    /** Opened while catching up after an outage: told in one summary only. */
    silently: z.boolean(),
    /** Grows with every change: send it back with an action (`version`) to be refused where someone was faster. */
    version: z.number().int(),
  })
  .meta({ id: "Case" });

export const casePageSchema = pageOf(caseSchema);

const version = { version: z.number().int().optional() };
const words = (most: number) =>
  z.string("must be a text").trim().min(1, "must not be empty").max(most, `is longer than ${most} characters`);
const none = z.object(version);

/** Bodies of `POST /cases/{id}/…`. */
export const caseActionSchemas = {
  acknowledge: none,
  assign: z.object({ owner: words(200).nullable(), ...version }),
  comment: z.object({ text: words(4_000), ...version }),
  snooze: z.object({ until: instantSchema, ...version }),
  resolve: z.object({ reason: words(4_000), falseAlarm: z.boolean().optional(), ...version }),
} as const;

export type CaseDto = z.infer<typeof caseSchema>;
export type CaseEventDto = z.infer<typeof caseEventSchema>;
export type CaseClocksDto = z.infer<typeof caseClocksSchema>;
export type CasePageDto = z.infer<typeof casePageSchema>;
export type CaseActionBodies = { readonly [K in keyof typeof caseActionSchemas]: z.input<(typeof caseActionSchemas)[K]> };
