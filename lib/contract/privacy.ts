import { z } from "zod";
import { completeness, traceIdSchema } from "./scalars.ts";

export const privacyQuerySchema = z.object({ trace: traceIdSchema });

/** What masking does to one trace; never what stood there before. */
export const privacyPreviewSchema = z
  .object({
    traceId: traceIdSchema,
    rows: z.array(
      z.object({
        place: z.enum(["attribute", "resource", "event", "link", "name", "status", "scope", "other"]),
        key: z.string().nullable(),
        count: z.number().int(),
        becomes: z.array(z.string()),
      }),
    ),
    left: z.array(z.string()).meta({ description: "Keys whose values leave as they are" }),
    ...completeness,
  })
  .meta({ id: "PrivacyPreview" });

export type PrivacyPreviewDto = z.infer<typeof privacyPreviewSchema>;
