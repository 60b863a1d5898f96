import "server-only";
import { cookies, headers } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { readCookies } from "../auth/cookies.ts";
import { gate } from "../auth/gate.ts";
import { mayDo, type Right } from "../auth/roles.ts";
import type { NoViewer, Viewer } from "../auth/viewer.ts";
import { err, type Result } from "../base/result.ts";
import { problem } from "./problem.ts";

export type Denied = NoViewer | { readonly kind: "forbidden"; readonly right: Right } | { readonly kind: "foreign-origin" };

/** The gate's question for anything that has a request: who is it, and may they. A bearer token that is present decides alone. */
export async function authorise(request: Request, right: Right): Promise<Result<Viewer, Denied>> {
  const bearer = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (request.headers.has("authorization") && bearer === undefined) return err({ kind: "bad-token" });
  if (bearer === undefined && !isReading(request.method) && !isOwnPage(request)) return err({ kind: "foreign-origin" });
  const found =
    bearer === undefined ? await gate().viewerOfCookies(readCookies(request.headers.get("cookie"))) : await gate().viewerOfBearer(bearer);
  if (!found.ok) return found;
  return mayDo(found.value.role, right) ? found : err({ kind: "forbidden", right });
}

const isReading = (method: string): boolean => method === "GET" || method === "HEAD";

/** Cookies travel with foreign forms too; a browser says where a writing request began, and only our own pages may begin one. */
function isOwnPage(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return request.headers.get("origin") === new URL(gate().baseUrl).origin && (site === null || site === "same-origin");
}

type Handler<C> = (viewer: Viewer, request: Request, context: C) => Promise<Response> | Response;

/** The only way to write an API route: `export const GET = withViewer("read", (viewer, request, { params }) => …)`. */
export function withViewer<C = unknown>(right: Right, handler: Handler<C>): (request: Request, context: C) => Promise<Response> {
  return async (request, context) => {
    try {
      const viewer = await authorise(request, right);
      return viewer.ok ? await handler(viewer.value, request, context) : refuse(viewer.error);
    } catch (error) {
      // Next speaks in exceptions too (redirect, notFound).
      unstable_rethrow(error);
      console.error(error);
      return problem(500, "internal-error", "Something broke", "It was written to the server's log.");
    }
  };
}

function refuse(denied: Denied): Response {
  switch (denied.kind) {
    case "forbidden":
      return problem(403, "forbidden", "Not allowed", `Your role does not include the right "${denied.right}".`);
    case "foreign-origin":
      return problem(403, "foreign-origin", "Not allowed", "A change must come from Loupe's own pages or carry a bearer token.");
    case "directory-down":
      return problem(
        401,
        "directory-unavailable",
        "Not signed in",
        "The directory has been silent for too long to keep this session.",
        CHALLENGE,
      );
    case "no-credentials":
      return problem(401, "sign-in-required", "Not signed in", "Send a bearer token, or sign in.", CHALLENGE);
    default:
      return problem(401, "invalid-token", "Not signed in", "The token or session is unknown, expired or revoked.", CHALLENGE);
  }
}

const CHALLENGE = { "www-authenticate": 'Bearer realm="loupe"' };

/** For pages: the viewer, or away to the sign-in (and back to this page after it). Call it in every page, never only in a layout. */
export async function requireViewer(right: Right = "read"): Promise<Viewer> {
  const jar = Object.fromEntries((await cookies()).getAll().map((cookie) => [cookie.name, cookie.value]));
  const found = await gate().viewerOfCookies(jar);
  if (!found.ok) redirect(`/signin?callbackUrl=${encodeURIComponent((await headers()).get("x-loupe-path") ?? "/")}`);
  if (!mayDo(found.value.role, right)) redirect("/denied");
  return found.value;
}
