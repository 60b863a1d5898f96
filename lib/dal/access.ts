import "server-only";
import { cookies, headers } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { rightOfPage } from "../auth/find-door.ts";
import { gate } from "../auth/gate.ts";
import { requestThrottle } from "../auth/request-throttle.ts";
import { mayDo, type Right } from "../auth/roles.ts";
import type { Viewer } from "../auth/viewer.ts";
import { shapeOf } from "../server/request-log.ts";
import { auditDenied } from "./audit.ts";
import { authorise, type Denied, learnOwner, refuse } from "./authorise.ts";
import { problem, respondProblem } from "./problem.ts";

type Handler<C> = (viewer: Viewer, request: Request, context: C) => Promise<Response> | Response;

/** The only way to write an API route: `export const GET = withViewer("read", (viewer, request, { params }) => …)`. */
export function withViewer<C = unknown>(right: Right, handler: Handler<C>): (request: Request, context: C) => Promise<Response> {
  return async (request, context) => {
    try {
      const viewer = await authorise(request, right);
      if (viewer.ok) return await handler(viewer.value, request, context);
      return await turnAway(viewer.error, request);
    } catch (error) {
      // Next speaks in exceptions too (redirect, notFound).
      unstable_rethrow(error);
      console.error(error);
      return problem(500, "internal-error", "Something broke", "It was written to the server's log.");
    }
  };
}

/** Says no. An address that was told no too often is told to wait, and no longer written down each time. */
async function turnAway(denied: Denied, request: Request): Promise<Response> {
  const place = `${request.method} ${shapeOf(new URL(request.url).pathname)}`;
  const held = requestThrottle().refuse(request.headers.get("x-loupe-client") ?? "");
  if (held === null) {
    await noteDenial(denied, place);
    return refuse(denied);
  }
  if (held.isNews) await auditDenied("viewer" in denied ? (denied.viewer ?? null) : null, null, place, "too-many-requests");
  return respondProblem({ kind: "too-many-requests", retryAfterMs: held.waitMs });
}

/** Who has not signed in yet was denied nothing; a directory that is silent is no caller's doing. */
async function noteDenial(denied: Denied, place: string): Promise<void> {
  if (denied.kind === "no-credentials" || denied.kind === "directory-down") return;
  const viewer = "viewer" in denied ? (denied.viewer ?? null) : null;
  await auditDenied(viewer, denied.kind === "forbidden" ? denied.right : null, place, denied.kind);
}

/** For pages: the viewer, or away to the sign-in (and back to this page after it). Call it in every page, never only in a layout. */
export async function requireViewer(right: Right = "read"): Promise<Viewer> {
  const jar = Object.fromEntries((await cookies()).getAll().map((cookie) => [cookie.name, cookie.value]));
  const found = await gate().viewerOfCookies(jar);
  const sent = await headers();
  const asked = sent.get("x-loupe-path") ?? "/";
  if (!found.ok) redirect(`/signin${found.error.kind === "directory-down" ? "/unavailable" : ""}?callbackUrl=${encodeURIComponent(asked)}`);
  learnOwner(sent, found.value);
  const listed = rightOfPage(asked.split("?")[0] ?? "/");
  const lacking = [right, ...(listed === null ? [] : [listed])].find((one) => !mayDo(found.value, one)) ?? null;
  if (lacking !== null || listed === null) {
    await auditDenied(found.value, lacking, `page ${shapeOf(asked)}`, listed === null ? "unlisted" : "forbidden");
    redirect("/denied");
  }
  return found.value;
}
