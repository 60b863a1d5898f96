import { randomBytes } from "node:crypto";
import type { ClientMetadata, errors, KoaContextWithOIDC } from "oidc-provider";
import { markOf } from "./front.ts";
import { escapeHtml, pageHtml, readerOf } from "./page-html.ts";
import { scopesOf } from "./scopes.ts";
import { WORDS, type Words } from "./words.ts";

/** The issuer's few pages besides the login page: plain, without script, without any asset from elsewhere. */
const wordsOf = (ctx: KoaContextWithOIDC): Words => WORDS[readerOf(ctx.headers).language];

/** The library's own form holds handlers in attributes, which our policy forbids; its cross-site secret is all that is needed of it. */
const deviceForm = (ctx: KoaContextWithOIDC, inside: string): string => {
  const secret = (ctx.oidc.session?.["state"] as { readonly secret?: string } | undefined)?.secret ?? "";
  return `<form method="post" action="${escapeHtml(ctx.oidc.urlFor("code_verification"))}"><input type="hidden" name="xsrf" value="${escapeHtml(secret)}">${inside}</form>`;
};

export function renderDeviceInput(ctx: KoaContextWithOIDC, fault: unknown): void {
  const words = wordsOf(ctx);
  const mark = markOf(ctx.req);
  const name = fault instanceof Error ? fault.name : null;
  // A code that nobody has: somebody guesses, or mistyped.
  if (mark && name === "NotFoundError") mark.wrongCode = true;
  const said = {
    NotFoundError: words.deviceAgain,
    NoCodeError: null,
    AbortedError: words.deviceDenied,
    ExpiredError: words.deviceOver,
    AlreadyUsedError: words.deviceOver,
  };
  const why = name === null ? null : name in said ? said[name as keyof typeof said] : words.failed;
  const alert = why === null ? "" : `<p class="bad" role="alert">${why}</p>`;
  const input = `<label>${words.deviceCode}<input class="code" name="user_code" value="${escapeHtml(mark?.shownCode ?? "")}" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus maxlength="32"></label><button type="submit">${words.goOn}</button>`;
  send(ctx, words.deviceAsk, alert + (name === "AbortedError" ? `<p><a href="/">${words.toLoupe}</a></p>` : deviceForm(ctx, input)));
}

/** Who asks for what, before any password is typed. */
export function renderDeviceConfirm(ctx: KoaContextWithOIDC, client: ClientMetadata | undefined, deviceInfo: unknown, code: string): void {
  const words = wordsOf(ctx);
  const info = (deviceInfo ?? {}) as { readonly ip?: string; readonly ua?: string };
  const agent = info.ua ? `<p class="hint">${escapeHtml(info.ua.slice(0, 120))}</p>` : "";
  const who = `<p>${escapeHtml(words.deviceWho(client?.client_name ?? "?", info.ip ?? "?"))}</p>${agent}`;
  const params = (ctx.oidc.entities.DeviceCode as { readonly params?: { readonly scope?: string } } | undefined)?.params;
  const hidden = `<input type="hidden" name="user_code" value="${escapeHtml(code)}">`;
  const buttons = `<div class="two"><button type="submit" name="confirm" value="yes">${words.allow}</button><button class="plain" type="submit" name="abort" value="yes">${words.deny}</button></div>`;
  const body = `<p class="code">${escapeHtml(code)}</p>${who}${mayHtml(words, params?.scope)}<p class="hint">${words.devicePhishing}</p>${deviceForm(ctx, hidden + buttons)}`;
  send(ctx, words.deviceConfirm, body);
}

export function mayHtml(words: Words, scope: string | undefined): string {
  const scopes = scopesOf(scope);
  const lines = scopes.length === 0 ? [words.deviceAll] : scopes.map((one) => words.scopes[one]);
  return `<p>${words.deviceMay}</p><ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul><p class="hint">${words.deviceMasked}</p>`;
}

export function renderSignOut(ctx: KoaContextWithOIDC, form: string): void {
  const words = wordsOf(ctx);
  // `form` is the library's own, hidden fields with its cross-site secret.
  send(ctx, words.signOutAsk, `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">${words.signOut}</button>`);
}

export function renderDone(ctx: KoaContextWithOIDC, page: "signedOut" | "deviceDone"): void {
  const words = wordsOf(ctx);
  const hint = page === "deviceDone" ? `<p class="hint">${words.deviceClose}</p>` : "";
  send(ctx, words[page], `${hint}<p><a href="/">${words.toLoupe}</a></p>`);
}

/** The reason is a code of the protocol; nothing that the caller sent is repeated. */
export function renderFailure(ctx: KoaContextWithOIDC, code: string, _error: errors.OIDCProviderError | Error): void {
  const words = wordsOf(ctx);
  const safe = /^[a-z_]{1,40}$/.test(code) ? code : "server_error";
  send(ctx, words.failed, `<p>${words.failedWhy} <code>${safe}</code></p><p><a href="/">${words.toLoupe}</a></p>`);
}

function send(ctx: KoaContextWithOIDC, title: string, body: string): void {
  const nonce = randomBytes(16).toString("base64");
  const { html, csp } = pageHtml(readerOf(ctx.headers), title, body, nonce);
  ctx.type = "html";
  ctx.set("content-security-policy", csp);
  ctx.set("cache-control", "no-store");
  ctx.body = html;
}
