import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";
import { parseInstant } from "./instant.ts";
import type { QueryProblem } from "./query.ts";

const LONGEST_TEXT = 500;
const LONGEST_SERVICE = 200;

/** `POST /markers`. Blanks around the text are nothing; a text of blanks is none. */
export const markerBodySchema = z.object({
  at: z.string("must be given: a time by RFC 3339").meta({ format: "date-time" }),
  text: z
    .string("must be given: what the line says")
    .trim()
    .min(1, "must not be empty")
    .max(LONGEST_TEXT, `is longer than ${LONGEST_TEXT} characters`),
  service: z.string("must be a service's name").trim().max(LONGEST_SERVICE, `is longer than ${LONGEST_SERVICE} characters`).nullish(),
});

export function parseMarker(
  body: unknown,
): Result<{ readonly at: UnixMs; readonly text: string; readonly service: string | null }, QueryProblem> {
  const parsed = markerBodySchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err({
      field: String(issue?.path[0] ?? "body"),
      detail: issue?.path.length ? issue.message : "must be a JSON object {at, text, service?}",
    });
  }
  const at = parseInstant(parsed.data.at);
  if (at === null) return err({ field: "at", detail: "must be a time by RFC 3339, such as 2026-11-23T14:00:00Z" });
  return ok({ at, text: parsed.data.text, service: parsed.data.service || null });
}
