import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";

export const testNotificationSchema = z.object({ route: z.string().min(1).max(100) }).meta({ id: "TestNotification" });

export const testedSchema = z
  .object({
    route: z.string(),
    accepted: z.boolean(),
    reason: z.string().nullable().meta({ description: "Why the target did not accept the message" }),
  })
  .meta({ id: "TestedNotification" });

export type TestedDto = z.infer<typeof testedSchema>;

export function parseTestNotification(body: unknown): Result<string, { readonly field: string; readonly detail: string }> {
  const parsed = testNotificationSchema.safeParse(body ?? {});
  return parsed.success ? ok(parsed.data.route) : err({ field: "route", detail: "must be the id of a route of the routes file" });
}
