import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Ms } from "../../base/time.ts";
import { readCookies } from "../cookies.ts";
import { type Language, WORDS } from "./words.ts";

/** The frame of the pages that exist before anybody is signed in: no script, no asset, both languages, both themes. */
export interface Reader {
  readonly language: Language;
  readonly theme: "light" | "dark" | "system";
}

/** What the pages behind the sign-in remember (their cookies), else what the browser says. */
export function readerOf(headers: { readonly cookie?: string | undefined; readonly "accept-language"?: string | undefined }): Reader {
  const cookies = readCookies(headers.cookie ?? null);
  const chosen = cookies["loupe-lang"];
  const spoken = (headers["accept-language"] ?? "").split(",").map((entry) => entry.trim().slice(0, 2).toLowerCase());
  const language = chosen === "ru" || chosen === "en" ? chosen : spoken.find((word) => word === "ru" || word === "en");
  const theme = cookies["loupe-theme"];
  return { language: language === "ru" ? "ru" : "en", theme: theme === "light" || theme === "dark" ? theme : "system" };
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** The values of `app/tokens.css`: the pages behind the sign-in bring that file, this one must not ask for any. */
const STYLE = `:root{color-scheme:light dark;--bg:light-dark(#f6f4ef,#121314);--surface:light-dark(#fffdf9,#191b1d);--sunken:light-dark(#efece5,#212426);--line:light-dark(#cbc5b8,#434950);--ink:light-dark(#1e1c19,#edebe6);--ink-2:light-dark(#5b564d,#b0aca3);--accent:light-dark(#0d5c57,#6cc4b9);--bad:light-dark(#b3261e,#ff7d72);--bad-soft:light-dark(#fbe3e0,#3d1d1b)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}body{margin:0;padding:1rem;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);font:400 14px/1.5 "Inter Variable",Inter,system-ui,sans-serif}
main{width:min(23rem,100%);overflow-wrap:anywhere;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1.75rem}
svg{width:28px;height:28px;color:var(--accent);display:block;margin:0 0 .75rem}
h1{font-size:22px;letter-spacing:-.02em;font-weight:650;line-height:1.3;margin:0 0 1.25rem}label{display:block;color:var(--ink-2);font-size:12px;margin:0 0 .9rem}
input:not([type=hidden]){display:block;width:100%;min-height:40px;margin-top:.3rem;padding:.5rem .65rem;font-size:14px;line-height:1.4;font-family:inherit;color:var(--ink);background:var(--sunken);border:1px solid var(--line);border-radius:8px}
button{width:100%;min-height:40px;margin-top:.4rem;padding:.55rem;font-size:14px;line-height:1.4;font-weight:600;font-family:inherit;color:var(--surface);background:var(--accent);border:0;border-radius:8px;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}a{color:var(--accent)}.bad{color:var(--bad);background:var(--bad-soft);border-radius:8px;padding:.5rem .65rem;margin:0 0 1rem}.hint{color:var(--ink-2);font-size:12.5px;margin:0 0 1rem}ul{margin:.25rem 0 1rem;padding-left:1.2rem}p{margin:0 0 .75rem}.two{display:grid;gap:.5rem}button.plain{color:var(--ink);background:var(--sunken);border:1px solid var(--line)}.code,input.code:not([type=hidden]){margin:.25rem 0 1rem;font:600 1.6rem ui-monospace,monospace;letter-spacing:.1em;text-align:center}`;

const LOGO = `<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true"><circle cx="8.5" cy="8.5" r="6"/><path d="M13 13l5 5" stroke-linecap="round"/><path d="M5.5 7.2h6L8.5 11.6z" stroke-linejoin="round" stroke-width="1.3"/></svg>`;

/** `title` and `body` are ours: whatever a person typed was escaped before. */
export function pageHtml(reader: Reader, title: string, body: string, nonce: string): { readonly html: string; readonly csp: string } {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Loupe</title><style nonce="${nonce}">${STYLE}</style>`;
  return {
    html: `<!doctype html><html lang="${reader.language}" data-theme="${reader.theme}"><head>${head}</head><body><main>${LOGO}<h1>${title}</h1>${body}</main></body></html>`,
    csp: `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  };
}

/** A page with one sentence and a way on, instead of a form: refused before anything was looked at. */
export function sendPage(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  word: "expired" | "foreign" | "tooLong" | "throttled",
  waitMs: Ms = 0,
): void {
  const reader = readerOf(req.headers);
  const words = WORDS[reader.language];
  const said = word === "throttled" ? words.throttled(Math.ceil(waitMs / 60_000)) : words[word];
  sendHtml(res, reader, status, words.signIn, `<p class="bad" role="alert">${said}</p><p><a href="/">${words.startAgain}</a></p>`, {
    ...(waitMs > 0 ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {}),
    // What was not read of a refused body is not awaited.
    ...(req.complete ? {} : { connection: "close" }),
  });
}

export function sendHtml(
  res: ServerResponse,
  reader: Reader,
  status: number,
  title: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { html, csp } = pageHtml(reader, title, body, randomBytes(16).toString("base64"));
  const own = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "content-security-policy": csp };
  res.writeHead(status, { ...own, ...headers });
  res.end(html);
}
