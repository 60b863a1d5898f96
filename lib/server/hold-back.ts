import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pageHtml, readerOf } from "../auth/issuer/page-html.ts";
import { fingerprint } from "../auth/keys.ts";
import { type Held, requestThrottle } from "../auth/request-throttle.ts";
import { MINUTE_MS } from "../base/time.ts";
import type { Runtime } from "../runtime.ts";
import type { Caller } from "./caller.ts";
import { sendProblem } from "./health.ts";
import type { Refusal } from "./refusals.ts";
import type { Log } from "./request-log.ts";

/** Costs nothing, and a browser loads dozens at once; or is what a supervisor asks. */
const FREE = /^\/(?:_next\/static\/|healthz$|readyz$|metrics$|icon\.svg$)/;

const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token=([^;]+)/;

/**
 * Too many requests end here, before anything is parsed, looked up or rendered: by address, by user (known from an earlier request with the same
 * credential) and altogether. The fingerprint goes along, for `lib/dal` to say whose it is.
 */
export function holdBack(req: IncomingMessage, res: ServerResponse, caller: Caller, tell: (held: Held) => void): boolean {
  const sent = req.headers.authorization ?? SESSION_COOKIE.exec(req.headers.cookie ?? "")?.[1];
  const credential = sent === undefined ? null : fingerprint(sent);
  if (credential !== null) req.headers["x-loupe-credential"] = credential;
  if (FREE.test((req.url ?? "/").split("?")[0] ?? "/")) return false;
  const held = requestThrottle().admit(caller.client, credential);
  if (held === null) return false;
  if (held.isNews) tell(held);
  answerLater(req, res, held);
  return true;
}

interface Records {
  refused(refusal: Refusal): void;
  readonly log: Log;
  floor(): { readonly runtime: Pick<Runtime, "audit" | "clock"> } | null;
}

/** On record, under the name of whoever it is where that is known. */
export function noteHeld(door: Records, { by, owner }: Held, where: Omit<Refusal, "why">): void {
  const floor = door.floor();
  const why = `too-many-requests: ${by}`;
  if (owner === null || floor === null) {
    door.refused({ ...where, why });
    return;
  }
  const { audit, clock } = floor.runtime;
  const detail = JSON.stringify({ why, client: where.client });
  audit
    .appendOnce({ at: clock(), actor: owner, action: "denied", subject: where.place, detail }, MINUTE_MS)
    .catch((error: unknown) => door.log({ at: new Date().toISOString(), event: "a refusal could not be audited", error: String(error) }));
}

function answerLater(req: IncomingMessage, res: ServerResponse, { waitMs }: Held): void {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  res.setHeader("retry-after", String(seconds));
  // What was sent along is not read.
  req.resume();
  if (req.method === "GET" && /\btext\/html\b/.test(req.headers.accept ?? "")) {
    const reader = readerOf(req.headers);
    const { title, text } = PAGE[reader.language];
    const { html, csp } = pageHtml(reader, title, `<p>${text(seconds)}</p>`, randomBytes(16).toString("base64"));
    res.writeHead(429, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "content-security-policy": csp });
    res.end(html);
  } else sendProblem(res, 429, "too-many-requests", "Too many requests", `Ask again in ${seconds} s.`);
}

/** For people. The page is ours as it is before the sign-in: no script, no asset. */
const PAGE = {
  en: { title: "Too many requests", text: (seconds: number) => `Wait ${seconds} s, then load the page again.` },
  ru: { title: "Слишком много запросов", text: (seconds: number) => `Подождите ${seconds} с и загрузите страницу снова.` },
} as const;
