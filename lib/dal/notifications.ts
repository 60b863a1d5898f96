import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { parseTestNotification, type TestedDto } from "../contract/notification.ts";
import { runtime } from "../runtime.ts";
import { auditAct } from "./audit.ts";
import { notFound, type Problem } from "./problem.ts";

/** A message that says it is a test, sent at once. */
export async function testRoute(viewer: Viewer, body: unknown): Promise<Result<TestedDto, Problem>> {
  const route = parseTestNotification(body);
  if (!route.ok) return err({ kind: "bad-request", ...route.error });
  await auditAct(viewer, "notification.tested", `route/${route.value}`);
  const sent = await runtime().notifier.test(route.value);
  if (!sent.ok) return err(notFound(`The routes file has no route ${JSON.stringify(route.value)}.`));
  return ok({ route: route.value, accepted: sent.value.accepted, reason: sent.value.accepted ? null : sent.value.reason });
}
