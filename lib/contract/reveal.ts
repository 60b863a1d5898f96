import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import type { QueryProblem } from "./query.ts";
import { instantSchema } from "./scalars.ts";

export const SHORTEST_REASON = 10;
const LONGEST_REASON = 500;
/** As an order's id in a path: percent-encoded it could be longer, here it stands as it is. */
const LONGEST_SUBJECT = 4_200;

/** `POST /reveals`. */
export const revealBodySchema = z.object({
  subject: z
    .string("must be given: order/<id> or trace/<id>")
    .max(LONGEST_SUBJECT, "is too long")
    .regex(/^(?:order\/[\s\S]+|trace\/[0-9a-f]{32})$/, "must be order/<id> or trace/<32 hex digits>"),
  reason: z
    .string("must be given: why the values must be seen")
    .trim()
    .min(SHORTEST_REASON, `must be a reason of at least ${SHORTEST_REASON} characters`)
    .max(LONGEST_REASON, `is longer than ${LONGEST_REASON} characters`),
});

export const revealSchema = z
  .object({
    id: z.string(),
    subject: z.string().meta({ description: "order/<id> or trace/<id>" }),
    reason: z.string(),
    givenAt: instantSchema,
    until: instantSchema,
  })
  .meta({ id: "Reveal" });

export const revealQuerySchema = z.object({
  subject: z.string().max(LONGEST_SUBJECT).optional().meta({ description: "Only those that open this order or trace" }),
});

export const revealsSchema = z.object({
  items: z.array(revealSchema),
  /** The server's clock: the end is counted by it. */
  asOf: instantSchema,
});

/** What an answer says of itself where it shows something unmasked. */
export const revealedSchema = z
  .object({
    id: z.string(),
    until: instantSchema,
    values: z.array(z.string()).meta({ description: "What stands unmasked in this answer" }),
  })
  .meta({ id: "Revealed" });

export type RevealBody = z.infer<typeof revealBodySchema>;
export type RevealDto = z.infer<typeof revealSchema>;
export type RevealsDto = z.infer<typeof revealsSchema>;
export type RevealedDto = z.infer<typeof revealedSchema>;

export function parseReveal(body: unknown): Result<RevealBody, QueryProblem> {
  const parsed = revealBodySchema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err({
    field: String(issue?.path[0] ?? "body"),
    detail: issue?.path.length ? issue.message : "must be a JSON object {subject, reason}",
  });
}
