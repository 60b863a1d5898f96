import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Networks } from "../auth/network.ts";
import { isLoopback } from "../auth/network.ts";
import type { SignIn } from "../auth/start-sign-in.ts";
import type { Runtime } from "../runtime.ts";
import { admit, type Caller, stampHeaders, whoCalls } from "./caller.ts";
import { caseMetrics } from "./case-metrics.ts";
import { metricsText, readiness, sendJson, sendProblem } from "./health.ts";
import { holdBack, noteHeld } from "./hold-back.ts";
import { keepEncoding } from "./keep-encoding.ts";
import { maskLabels } from "./mask-metrics.ts";
import { notifyMetrics } from "./notify-metrics.ts";
import { rewriteOrderPath } from "./order-path.ts";
import { isForeignChange } from "./origin.ts";
import type { Refusal } from "./refusals.ts";
import { type Counters, type Log, shapeOf, watchRequest } from "./request-log.ts";
import { rollupMetrics } from "./rollup-metrics.ts";
import { contentSecurityPolicy, setSecurityHeaders, shareWithNobody } from "./security-headers.ts";
import { sourceMetrics } from "./source-metrics.ts";

export interface Floor {
  readonly runtime: Runtime;
  readonly signIn: SignIn;
  readonly pages: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
}

export interface Doorway {
  readonly allowed: Networks;
  readonly trusted: Networks;
  readonly base: URL;
  readonly dev: boolean;
  readonly metricsToken: string | null;
  readonly counters: Counters;
  readonly log: Log;
  refused(refusal: Refusal): void;
  /** Null while starting. */
  floor(): Floor | null;
}

/** Every request's path: network → our headers → health → issuer → Next. */
export async function serveRequest(door: Doorway, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const caller = admit(req, door.allowed, door.trusted);
  const { peer, client } = caller ?? whoCalls(req, door.trusted);
  watchRequest(req, res, { peer, client: client ?? "unreadable" }, door.counters, door.log);
  const place = `${req.method} ${shapeOf(req.url ?? "/")}`;
  if (caller === null) {
    door.refused({ peer, client, why: "network-not-allowed", place });
    setSecurityHeaders(res, NOTHING, door.base.protocol === "https:", false);
    return refuse(req, res);
  }
  const hosts = req.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length;
  const isForeign = isForeignChange(req, door.base);
  const elsewhere = signInElsewhere(door.base, req);
  const nonce = randomBytes(16).toString("base64");
  const csp = contentSecurityPolicy(nonce, door.dev);
  stampHeaders(req, caller, door.base, nonce, csp);
  const url = req.url ?? "/";
  setSecurityHeaders(res, csp, door.base.protocol === "https:", url.startsWith("/_next/static/"));
  shareWithNobody(res);
  if (elsewhere !== null) return void res.writeHead(307, { location: elsewhere }).end();
  // Two hosts: a proxy and we could each believe another one. None: only HTTP/1.0 knows no better.
  if (hosts > 1 || (hosts === 0 && req.httpVersion !== "1.0"))
    return sendProblem(res, 400, "bad-request", "The request cannot be understood", "It must name one host.");
  if (isForeign) {
    door.refused({ peer, client, why: "foreign-origin", place });
    return sendProblem(res, 403, "foreign-origin", "Not allowed", "A change must come from Loupe's own pages or carry a bearer token.");
  }
  if (holdBack(req, res, caller, (held) => noteHeld(door, held, { peer, client, place }))) return;
  try {
    await route(door, req, res, caller, url);
  } catch (error) {
    door.log({
      at: new Date().toISOString(),
      event: "request failed",
      error: error instanceof Error ? `${error.name}: ${error.stack}` : "unknown",
    });
    if (res.headersSent) res.destroy();
    else sendProblem(res, 500, "internal-error", "Something broke", "It was written to the server's log.");
  }
}

/**
 * `localhost` typed for `127.0.0.1`: the sign-in's cookies would be left on one name and awaited on the other. So it begins on our own name.
 * The mark ends it after one turn where a proxy hides the name that was typed.
 */
function signInElsewhere(base: URL, req: IncomingMessage): string | null {
  // Split by hand: not everything that a stranger sends as an address can be parsed as one.
  const [path, query = ""] = (req.url ?? "").split("?");
  const asked = new URLSearchParams(query);
  if (path !== "/signin" || req.headers.host === base.host || asked.has("moved")) return null;
  asked.set("moved", "1");
  return `${base.origin}/signin?${asked}`;
}

/** For answers that are no pages. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'";

/** No OPTIONS: nothing is shared with other origins, and Next would tell a stranger which methods a closed door has. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

async function route(door: Doorway, req: IncomingMessage, res: ServerResponse, caller: Caller, url: string): Promise<void> {
  const path = url.split("?")[0] ?? "/";
  // `GET http://elsewhere/`, `GET *`, `GET //host`: requests to a proxy, which this is not.
  if (!/^\/(?!\/)/.test(url)) return sendProblem(res, 400, "bad-request", "The request cannot be understood", "Not a path of this server.");
  if (!METHODS.has(req.method ?? "")) {
    // Next cannot make a Request of a TRACE and answers with a 500.
    res.setHeader("allow", [...METHODS].join(", "));
    return sendProblem(res, 405, "method-not-allowed", "Not a method of this server", `Use one of ${[...METHODS].join(", ")}.`);
  }
  // Next's own rooms, its optimiser of images and its pages for errors: nothing of ours is built there, so nobody is let in.
  if (!door.dev && /^\/_(?!next\/static\/)/.test(path)) return sendProblem(res, 404, "not-found", "Not found", "Nothing is there.");
  if (path === "/healthz") return sendJson(res, 200, { alive: true });
  const floor = door.floor();
  if (path === "/metrics") return answerMetrics(door, req, res, caller);
  if (floor === null) {
    res.setHeader("retry-after", "1");
    return sendProblem(res, 503, "starting", "Starting", "Loupe is not ready yet.");
  }
  if (path === "/readyz") {
    const { ready, body } = await readiness(floor.runtime, floor.signIn.directory);
    return sendJson(res, ready ? 200 : 503, body);
  }
  if (await floor.signIn.handle(req, res, caller.client)) return;
  const rewritten = rewriteOrderPath(url);
  if (rewritten === null)
    return sendProblem(res, 400, "bad-request", "The request cannot be understood", "The path is not percent-encoded UTF-8.");
  req.url = rewritten;
  keepEncoding(res);
  await floor.pages(req, res);
}

/** In a time that tells nothing of where two texts differ. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

async function answerMetrics(door: Doorway, req: IncomingMessage, res: ServerResponse, { peer, client }: Caller): Promise<void> {
  const token = door.metricsToken;
  const known = (isLoopback(peer) && peer === client) || (token !== null && isSame(req.headers.authorization ?? "", `Bearer ${token}`));
  if (known) {
    const floor = door.floor();
    const text =
      metricsText(door.counters) +
      (floor === null
        ? ""
        : maskLabels(
            sourceMetrics(floor.runtime) +
              (await caseMetrics(floor.runtime)) +
              (await rollupMetrics(floor.runtime)) +
              (await notifyMetrics(floor.runtime)),
            floor.runtime,
          ));
    res.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    res.end(text);
  } else sendProblem(res, 401, "sign-in-required", "Not signed in", "Metrics are for loopback, or with the metrics token.");
}

function refuse(req: IncomingMessage, res: ServerResponse): void {
  // The body is not read: whoever is not on the list costs as little as possible.
  res.setHeader("connection", "close");
  sendProblem(res, 403, "network-not-allowed", "Not allowed", "This address is on none of the networks that may use Loupe.");
  req.resume();
}
