import { randomBytes } from "node:crypto";
import type { errors, KoaContextWithOIDC } from "oidc-provider";
import { pageHtml, readerOf, WORDS, type Words } from "./page-html.ts";

/** The issuer's few pages besides the login page: plain, without any asset from elsewhere. */
type FormPage = "sign-out" | "device" | "device-again" | "device-confirm";

const TITLES: Readonly<Record<FormPage | "signed-out" | "device-done", keyof Words>> = {
  "sign-out": "signOutAsk",
  device: "deviceAsk",
  "device-again": "deviceAgain",
  "device-confirm": "deviceConfirm",
  "signed-out": "signedOut",
  "device-done": "deviceDone",
};

export function renderForm(ctx: KoaContextWithOIDC, page: FormPage, form: string, formId: string, code?: string): void {
  const words = WORDS[readerOf(ctx.headers).language];
  // `form` is the library's own, with its cross-site token; `code` consists of letters, digits and dashes that the issuer made.
  const button =
    page === "sign-out" ? `<button type="submit" form="${formId}" name="logout" value="yes">` : `<button type="submit" form="${formId}">`;
  send(ctx, words[TITLES[page]], `${code === undefined ? "" : `<p class="code">${code}</p>`}${form}${button}${words.goOn}</button>`);
}

export function renderMessage(ctx: KoaContextWithOIDC, page: "signed-out" | "device-done"): void {
  const words = WORDS[readerOf(ctx.headers).language];
  send(ctx, words[TITLES[page]], `<p><a href="/">${words.toLoupe}</a></p>`);
}

/** The reason is a code of the protocol; nothing that the caller sent is repeated. */
export function renderFailure(ctx: KoaContextWithOIDC, code: string, _error: errors.OIDCProviderError | Error): void {
  const words = WORDS[readerOf(ctx.headers).language];
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
