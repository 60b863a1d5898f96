import { z } from "zod";
import { severitySchema } from "./case.ts";
import { CASE_KINDS } from "./case-words.ts";
import { bilingual, causeSchema, completeness, instantSchema, stateSchema } from "./scalars.ts";

/** One attribute that separates what hangs from what passed the same step in the same time. */
export const distinctiveSchema = z
  .object({
    key: z.string().meta({ description: "e.g. `consumer.version`, `storage.instance`, `seller.id`" }),
    value: z.string(),
    stuckShare: z.number().min(0).max(1),
    passedShare: z.number().min(0).max(1),
    stuck: z.number().int(),
    passed: z.number().int(),
    /** Of how many on each side the attribute is known: what the shares are shares of. */
    stuckOf: z.number().int(),
    passedOf: z.number().int(),
    /** What it is called on a page. */
    title: bilingual,
  })
  .meta({ id: "Distinctive" });

/** Cases of one manner: the same chain, step, queue, consumer version and error. Only those that are not resolved, unless asked otherwise. */
export const groupSchema = z
  .object({
    id: z.string(),
    chainId: z.string(),
    stepId: z.string().nullable(),
    state: stateSchema.meta({ description: "The worst of its cases" }),
    cause: causeSchema.nullable(),
    count: z.number().int(),
    oldestAt: instantSchema.meta({ description: "Since when the oldest of them hangs" }),
    distinctive: z.array(distinctiveSchema),

    kind: z.enum(CASE_KINDS),
    severity: severitySchema,
    /** "price calculation → CRM API: published to RabbitMQ, not consumed" */
    title: bilingual,
    /** What they have in common and whether others passed: "41 stuck, 100 % on consumer 2.8.1; of those that passed 3 %". */
    sentence: bilingual,
    queue: z.string().nullable(),
    consumerVersion: z.string().nullable(),
    errorFingerprint: z.string().nullable(),
    /** An error text of one of them, masked. */
    errorExample: z.string().nullable(),
    service: z.string().nullable(),
    isolated: z.boolean().nullable().meta({ description: "The newest verdict's word" }),
    newestAt: instantSchema,
    /** How many of its cases are in which state. */
    open: z.number().int(),
    acknowledged: z.number().int(),
    snoozed: z.number().int(),
    owners: z.array(z.string()),
    /** The oldest ones first, at most 20. */
    caseIds: z.array(z.string()),
    orderIds: z.array(z.string()),
    notifiedAt: instantSchema.nullable(),
    /** Cases opened in each of the last 24 hours, oldest first, by their breach; the resolved ones too. */
    hours: z.array(z.number().int()),
  })
  .meta({ id: "Group" });

export const groupListSchema = z.object({
  items: z.array(groupSchema),
  nextCursor: z.string().nullable(),
  asOf: instantSchema,
  ...completeness,
});

export type DistinctiveDto = z.infer<typeof distinctiveSchema>;
export type GroupDto = z.infer<typeof groupSchema>;
export type GroupListDto = z.infer<typeof groupListSchema>;
