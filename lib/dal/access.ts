import "server-only";
import { cookies, headers } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { gate } from "../auth/gate.ts";
import { mayDo, type Right } from "../auth/roles.ts";
import type { Viewer } from "../auth/viewer.ts";
import { shapeOf } from "../server/request-log.ts";
import { auditDenied } from "./audit.ts";
import { authorise, type Denied, refuse } from "./authorise.ts";
import { problem } from "./problem.ts";

type Handler<C> = (viewer: Viewer, request: Request, context: C) => Promise<Response> | Response;

/** The only way to write an API route: `export const GET = withViewer("read", (viewer, request, { params }) => …)`. */
export function withViewer<C = unknown>(right: Right, handler: Handler<C>): (request: Request, context: C) => Promise<Response> {
  return async (request, context) => {
    try {
      const viewer = await authorise(request, right);
      if (viewer.ok) return await handler(viewer.value, request, context);
      await noteDenial(viewer.error, request);
      return refuse(viewer.error);
    } catch (error) {
      // Next speaks in exceptions too (redirect, notFound).
      unstable_rethrow(error);
      console.error(error);
      return problem(500, "internal-error", "Something broke", "It was written to the server's log.");
    }
  };
}

/** Who has not signed in yet was denied nothing; a directory that is silent is no caller's doing. */
async function noteDenial(denied: Denied, request: Request): Promise<void> {
  if (denied.kind === "no-credentials" || denied.kind === "directory-down") return;
  const place = `${request.method} ${shapeOf(new URL(request.url).pathname)}`;
  if (denied.kind === "forbidden") await auditDenied(denied.viewer ?? null, denied.right, place, denied.kind);
  else await auditDenied(null, null, place, denied.kind);
}

/** For pages: the viewer, or away to the sign-in (and back to this page after it). Call it in every page, never only in a layout. */
export async function requireViewer(right: Right = "read"): Promise<Viewer> {
  const jar = Object.fromEntries((await cookies()).getAll().map((cookie) => [cookie.name, cookie.value]));
  const found = await gate().viewerOfCookies(jar);
  if (!found.ok) redirect(`/signin?callbackUrl=${encodeURIComponent((await headers()).get("x-loupe-path") ?? "/")}`);
  if (!mayDo(found.value, right)) {
    await auditDenied(found.value, right, `page ${shapeOf((await headers()).get("x-loupe-path") ?? "/")}`, "forbidden");
    redirect("/denied");
  }
  return found.value;
}
