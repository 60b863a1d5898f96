import { readCookies } from "../auth/cookies.ts";
import { rightsOfCall } from "../auth/find-door.ts";
import { gate } from "../auth/gate.ts";
import { requestThrottle } from "../auth/request-throttle.ts";
import { mayDo, type Right } from "../auth/roles.ts";
import type { NoViewer, Viewer } from "../auth/viewer.ts";
import { err, type Result } from "../base/result.ts";
import { actorOf } from "./audit.ts";
import { problem } from "./problem.ts";

export type Denied =
  | NoViewer
  | { readonly kind: "forbidden"; readonly right: Right; readonly viewer?: Viewer }
  /** The table (`lib/auth/doors.ts`) does not name this door: closed to everybody. */
  | { readonly kind: "unlisted"; readonly viewer: Viewer }
  | { readonly kind: "foreign-origin"; readonly viewer?: Viewer };

/**
 * The gate's question for anything that has a request: who is it, and may they. A bearer token that is present decides alone. Asked for are the
 * rights that the table names for this call, and the one that the code beside it names: where they differ, both. `unseen`: nobody did
 * anything, an open stream asks again; that keeps no session from being idle.
 */
export async function authorise(request: Request, right: Right, unseen = false): Promise<Result<Viewer, Denied>> {
  const bearer = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (request.headers.has("authorization") && bearer === undefined) return err({ kind: "bad-token" });
  const found =
    bearer === undefined
      ? await gate().viewerOfCookies(readCookies(request.headers.get("cookie")), unseen)
      : await gate().viewerOfBearer(bearer);
  if (!found.ok) return found;
  if (bearer === undefined && !isReading(request.method) && !isOwnPage(request))
    return err({ kind: "foreign-origin", viewer: found.value });
  learnOwner(request.headers, found.value);
  const listed = rightsOfCall(request.method, new URL(request.url).pathname, isFileAsked(request));
  if (listed === null) return err({ kind: "unlisted", viewer: found.value });
  const lacking = [right, ...listed].find((one) => !mayDo(found.value, one));
  return lacking === undefined ? found : err({ kind: "forbidden", right: lacking, viewer: found.value });
}

/** All that one person sends counts together, whatever it was sent with (`lib/server/hold-back.ts` stamps what that was). */
export function learnOwner(headers: { get(name: string): string | null }, viewer: Viewer): void {
  const credential = headers.get("x-loupe-credential");
  if (credential !== null) requestThrottle().learn(credential, actorOf(viewer));
}

/** As a file: where `format=csv` says so or, without `format`, the Accept header asks for it first. */
export function isFileAsked(request: Request): boolean {
  const format = new URL(request.url).searchParams.get("format");
  return format === null ? (request.headers.get("accept") ?? "").trimStart().toLowerCase().startsWith("text/csv") : format === "csv";
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
      return problem(403, "forbidden", "Not allowed", `It takes the right "${denied.right}", which ${LACKED}.`);
    case "unlisted":
      return problem(403, "unlisted", "Not allowed", "The table of doors (lib/auth/doors.ts) names no right for this call.");
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

/** A role's, a group's, or a token's scopes: whichever it was, nobody learns it here. */
const LACKED = "your role, your groups or your token's scopes do not give";

const CHALLENGE = { "www-authenticate": 'Bearer realm="loupe"' };
