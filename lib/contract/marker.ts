import { z } from "zod";
import { instantSchema, pageOf } from "./scalars.ts";

/** A deploy or incident line for the charts. */
export const markerSchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    text: z.string(),
    service: z.string().nullable().meta({ description: "null: it concerns all" }),
    by: z.string().meta({ description: "Who set it: a person's or a client's name" }),
  })
  .meta({ id: "Marker" });

export const markerPageSchema = pageOf(markerSchema);

export type MarkerDto = z.infer<typeof markerSchema>;
export type MarkerPageDto = z.infer<typeof markerPageSchema>;
