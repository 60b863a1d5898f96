import { readCookies } from "../auth/cookies.ts";
import { gate } from "../auth/gate.ts";
import { mayDo, type Right } from "../auth/roles.ts";
import type { NoViewer, Viewer } from "../auth/viewer.ts";
import { err, type Result } from "../base/result.ts";
import { problem } from "./problem.ts";

export type Denied =
  | NoViewer
  | { readonly kind: "forbidden"; readonly right: Right; readonly viewer?: Viewer }
  | { readonly kind: "foreign-origin" };

/** The gate's question for anything that has a request: who is it, and may they. A bearer token that is present decides alone. */
export async function authorise(request: Request, right: Right): Promise<Result<Viewer, Denied>> {
  const bearer = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (request.headers.has("authorization") && bearer === undefined) return err({ kind: "bad-token" });
  if (bearer === undefined && !isReading(request.method) && !isOwnPage(request)) return err({ kind: "foreign-origin" });
  const found =
    bearer === undefined ? await gate().viewerOfCookies(readCookies(request.headers.get("cookie"))) : await gate().viewerOfBearer(bearer);
  if (!found.ok) return found;
  return mayDo(found.value, right) ? found : err({ kind: "forbidden", right, viewer: found.value });
}

const isReading = (method: string): boolean => method === "GET" || method === "HEAD";

/** Cookies travel with foreign forms too; a browser says where a writing request began, and only our own pages may begin one. */
function isOwnPage(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return request.headers.get("origin") === new URL(gate().baseUrl).origin && (site === null || site === "same-origin");
}

export function refuse(denied: Denied): Response {
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
