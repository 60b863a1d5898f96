import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { readCookies } from "../cookies.ts";
import type { Attempt, Throttle } from "../throttle.ts";
import { alikeCredentials, askingClient, isWebClient } from "./client-credentials.ts";
import { isOwnOrigin } from "./own-origin.ts";
import { sendPage } from "./page-html.ts";
import { isForm, readForm, refuseForm, withForm } from "./read-form.ts";
import { unknownScopes } from "./scopes.ts";

interface Parts {
  readonly baseUrl: string;
  readonly webSecret: string;
  readonly throttle: Throttle;
  readonly issuer: () => Issuer;
}

/** oidc-provider as it is served today: made anew when its keys change. */
export interface Issuer {
  readonly provider: Provider;
  readonly serve: ReturnType<Provider["callback"]>;
}

type Request = IncomingMessage & { originalUrl?: string };

/** `code`: what a device's page was asked to fill in. `fault`: why a code was not taken, from the page that says so. */
interface Marked {
  shownCode?: string;
  wrongCode?: boolean;
}

const marks = new WeakMap<IncomingMessage, Marked>();
export const markOf = (req: IncomingMessage): Marked | undefined => marks.get(req);

/** Guesses that the library answers like this are counted. */
const GUESSED_WRONG = /"error":"(invalid_client|invalid_grant)"/;

/** What stands before oidc-provider: bodies have a size and a time, guessing is slowed down, other sites' pages post nothing. */
export function makeFront({ baseUrl, webSecret, throttle, issuer }: Parts) {
  return async (req: Request, res: ServerResponse, client: string): Promise<void> => {
    const url = req.url ?? "/";
    const path = url.split("?")[0] ?? "";
    if (req.method === "GET" && path === "/oidc/device") return showDevice(issuer(), req, res);
    if (path.startsWith("/oidc/device/") && req.method === "GET" && !(await isResumable(issuer().provider, req)))
      return sendPage(req, res, 400, "expired");
    if (req.method !== "POST") return pass(issuer(), req, res);
    const isPage = path.startsWith("/oidc/device") && path !== "/oidc/device/auth";
    if ((isPage || path.startsWith("/oidc/session/end")) && !isOwnOrigin(req, baseUrl)) return sendPage(req, res, 403, "foreign");
    // A bearer's question without a body.
    if (!isForm(req) && !req.headers["content-length"] && !req.headers["transfer-encoding"]) return pass(issuer(), req, res);
    const read = await readForm(req);
    if (!read.ok) return refuseForm(res, read.error);
    const { headers, form } = alikeCredentials(req, read.value);
    const isAsking = path === "/oidc/token" || path === "/oidc/device/auth";
    if (isAsking && unknownScopes(form.get("scope")).length > 0) return refuseScope(res);
    // Who asks for nothing asks for what the person may; of a device without any scope the library makes nothing.
    if (path === "/oidc/device/auth" && !form.get("scope")) form.set("scope", "openid");
    const copy: Request = withForm(req, form, headers);
    const asking = askingClient(req, read.value);
    const guessed = isPage ? "user-code" : /^\/oidc\/(token|device\/auth|revocation|token\/revocation)$/.test(path) ? "client" : null;
    if (guessed === null || isWebClient(asking, webSecret)) return pass(issuer(), copy, res);
    const attempt = await throttle.begin({ guessed, name: isPage || !asking.secret ? null : asking.id, address: client });
    if (attempt.kind === "wait") return isPage ? sendPage(req, res, 429, "throttled", attempt.ms) : slowDown(res, attempt.ms);
    if (isPage) return guessCode(attempt, issuer(), copy, res);
    return guessSecret(attempt, issuer(), copy, res);
  };
}

function pass(issuer: Issuer, req: Request, res: ServerResponse): Promise<void> {
  req.originalUrl = req.url ?? "/";
  req.url = req.originalUrl.slice("/oidc".length) || "/";
  return issuer.serve(req, res) as unknown as Promise<void>;
}

/** The library would answer a code in the address with a page that posts itself by script. A person looks at it and presses the button. */
function showDevice(issuer: Issuer, req: Request, res: ServerResponse): Promise<void> {
  const [path, query = ""] = (req.url ?? "").split("?");
  const code = new URLSearchParams(query).get("user_code");
  marks.set(req, code ? { shownCode: code.slice(0, 32) } : {});
  req.url = path ?? "";
  return pass(issuer, req, res);
}

/** The library breaks where a device's sign-in is gone on with that nobody began. */
async function isResumable(provider: Provider, req: Request): Promise<boolean> {
  const uid = readCookies(req.headers.cookie ?? null)["loupe.resume"];
  return uid !== undefined && (await provider.Interaction.find(uid)) !== undefined;
}

async function guessCode(attempt: Attempt & { kind: "go" }, issuer: Issuer, req: Request, res: ServerResponse): Promise<void> {
  const mark: Marked = {};
  marks.set(req, mark);
  await pass(issuer, req, res);
  await (mark.wrongCode ? attempt.failed() : attempt.released());
}

async function guessSecret(attempt: Attempt & { kind: "go" }, issuer: Issuer, req: Request, res: ServerResponse): Promise<void> {
  let body = "";
  const end = res.end.bind(res);
  // Counted before the answer is out: who waits for it and tries again finds the count.
  res.end = ((chunk?: unknown, ...rest: unknown[]) => {
    if (typeof chunk === "string" || Buffer.isBuffer(chunk)) body += String(chunk).slice(0, 2_000);
    const done = res.statusCode < 300 ? attempt.succeeded() : GUESSED_WRONG.test(body) ? attempt.failed() : attempt.released();
    void done.catch(() => undefined).then(() => (end as (...all: unknown[]) => void)(chunk, ...rest));
    return res;
  }) as typeof res.end;
  await pass(issuer, req, res);
}

/** The library leaves out scopes that it does not know, and would give a token that may more than was asked for. */
function refuseScope(res: ServerResponse): void {
  res.writeHead(400, { "content-type": "application/json", "cache-control": "no-store" });
  res.end(JSON.stringify({ error: "invalid_scope", error_description: "requested scope is not known" }));
}

function slowDown(res: ServerResponse, ms: number): void {
  res.writeHead(429, { "content-type": "application/json", "cache-control": "no-store", "retry-after": String(Math.ceil(ms / 1000)) });
  res.end(JSON.stringify({ error: "slow_down", error_description: "too many failed tries: wait as long as Retry-After says" }));
}
