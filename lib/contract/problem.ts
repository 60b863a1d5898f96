import { z } from "zod";

/** RFC 9457, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().meta({ format: "uri-reference" }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    field: z.string().optional().meta({ description: "The parameter at fault, where there is one" }),
  })
  .meta({ id: "Problem" });

export type ProblemDto = z.infer<typeof problemSchema>;
