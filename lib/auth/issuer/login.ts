import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Clock } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import type { Directory } from "../directory.ts";
import type { Throttle } from "../throttle.ts";
import { readForm } from "./form.ts";
import { escapeHtml, pageHtml, readerOf, WORDS, type Words } from "./page-html.ts";

interface LoginParts {
  readonly provider: Provider;
  readonly directory: Directory;
  readonly throttle: Throttle;
  readonly store: AuthStore;
  readonly clock: Clock;
}

/** `GET` and `POST /login/<uid>`: one form. `client` is whom `lib/server` found to be calling. */
export function makeLogin(parts: LoginParts) {
  return async (req: IncomingMessage, res: ServerResponse, client: string): Promise<void> => {
    const uid = /^\/login\/([\w-]{1,64})$/.exec((req.url ?? "").split("?")[0] ?? "")?.[1];
    if (uid === undefined || !(await isCurrent(parts.provider, req, res, uid))) return send(req, res, 400, "expired");
    if (req.method === "GET") return send(req, res, 200, "signIn");
    if (req.method !== "POST") return void res.writeHead(405, { allow: "GET, POST" }).end();
    const form = await readForm(req);
    await attempt(parts, req, res, form.get("user") ?? "", form.get("password") ?? "", client);
  };
}

/** The interaction must be the one of this URL *and* of this browser's cookie. */
async function isCurrent(provider: Provider, req: IncomingMessage, res: ServerResponse, uid: string): Promise<boolean> {
  try {
    return (await provider.interactionDetails(req, res)).uid === uid;
  } catch {
    return false;
  }
}

async function attempt(parts: LoginParts, req: IncomingMessage, res: ServerResponse, user: string, password: string, client: string) {
  const { throttle, store, clock } = parts;
  const waitMs = throttle.waitMs(user, client);
  if (waitMs > 0) return send(req, res, 429, "throttled", user, waitMs);
  const signedIn = await parts.directory.signIn(user, password);
  const detail = signedIn.ok ? "" : signedIn.error.kind;
  const subject = signedIn.ok ? signedIn.value.sub : nameOrNothing(user);
  await store.audit({
    at: clock(),
    actor: subject,
    action: signedIn.ok ? "password-accepted" : "password-refused",
    subject,
    detail: `${detail} from ${client}`.trim(),
  });
  if (signedIn.ok) {
    throttle.succeeded(user);
    return parts.provider.interactionFinished(req, res, { login: { accountId: signedIn.value.sub, remember: false } });
  }
  if (signedIn.error.kind === "directory-down") return send(req, res, 503, "directoryDown", user);
  if (signedIn.error.kind === "no-role") return send(req, res, 403, "noRole", user);
  throttle.failed(user, client);
  return send(req, res, 401, "refused", user);
}

/** People type passwords into the wrong field: what does not look like a name is not written down. */
const nameOrNothing = (typed: string): string => (/^[\p{L}\p{N}._@-]{1,64}$/u.test(typed) ? typed : "(not a name)");

function send(req: IncomingMessage, res: ServerResponse, status: number, word: keyof Words, user = "", waitMs = 0): void {
  const reader = readerOf(req.headers);
  const words = WORDS[reader.language];
  const nonce = randomBytes(16).toString("base64");
  const minutes = waitMs > 0 ? ` ${Math.ceil(waitMs / 60_000)}` : "";
  const alert = word === "signIn" ? "" : `<p class="bad" role="alert">${words[word]}${minutes}</p>`;
  // No `action`: the form posts to its own address, where the interaction's cookie is sent.
  const form = `<form method="post"><label>${words.user}<input name="user" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus maxlength="256" value="${escapeHtml(user)}"></label><label>${words.password}<input name="password" type="password" autocomplete="current-password" required maxlength="1024"></label><button type="submit">${words.enter}</button></form>`;
  const body = word === "expired" ? `<p><a href="/">${words.startAgain}</a></p>` : form;
  const { html, csp } = pageHtml(reader, words.signIn, alert + body, nonce);
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": csp,
    ...(waitMs > 0 ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {}),
  });
  res.end(html);
}
