import { err } from "../base/result.ts";
import type { SessionRow } from "../store/auth-store.ts";
import { callNextAuth, startFlow } from "./auth-routes.ts";
import { readCookies } from "./cookies.ts";
import type { Gate, Tokens } from "./gate.ts";
import { escapeHtml } from "./issuer/page-html.ts";
import { safePath } from "./safe-path.ts";
import type { ReadSessionCookie } from "./session-cookie.ts";
import type { SessionBook } from "./session-list.ts";
import type { Begun, Sessions } from "./sessions.ts";
import { authOptions, sessionCookieName, type WebClientParts } from "./web-client.ts";

export interface GateParts extends WebClientParts {
  readonly sessions: Sessions;
  readonly viewerOfBearer: Gate["viewerOfBearer"];
  readonly tokens: Tokens;
  readonly readSessionCookie: ReadSessionCookie;
  readonly book: SessionBook;
  /** The company's issuer says that a session is over; none with the bundled one. */
  readonly backChannelLogout?: Gate["backChannelLogout"];
  /** Where the company's issuer ends the session of its own that this one came from; null: it has no such place. */
  logoutUrl?(ended: SessionRow): Promise<string | null>;
}

export function makeGate(parts: GateParts): Gate {
  const { baseUrl, cookieSecret, sessions } = parts;
  const cookieName = sessionCookieName(baseUrl);
  const secure = baseUrl.startsWith("https:");
  const optionsFor = (begun: Partial<Begun>) =>
    authOptions(parts, begun).catch((error: unknown) => {
      parts.log(`the issuer does not answer: ${(error as Error).message}`);
      return null;
    });
  const failed = (why: "issuer-down" | "sign-in"): Response =>
    new Response(null, { status: 303, headers: { location: `/signin/failed?error=${why}`, "cache-control": "no-store" } });

  return {
    ...parts.tokens,
    ...parts.book,
    baseUrl,
    viewerOfBearer: parts.viewerOfBearer,
    async viewerOfCookies(cookies, unseen) {
      const cookie = cookies[cookieName];
      if (cookie === undefined) return err({ kind: "no-credentials" });
      const sid = await parts.readSessionCookie(cookie);
      return sid === null ? err({ kind: "bad-token" }) : sessions.load(sid, unseen);
    },
    async handleAuthRoute(request) {
      const url = new URL(request.url);
      const path = url.pathname.split("/").slice(3);
      // next-auth would begin again: an issuer that signs people in without asking would be asked for ever.
      if (request.method === "GET" && path[0] === "signin" && url.searchParams.has("error")) return failed("sign-in");
      const options = await optionsFor(begunOf(request));
      if (options === null) return failed("issuer-down");
      return callNextAuth(
        {
          method: request.method,
          path,
          query: Object.fromEntries(url.searchParams),
          body: request.method === "POST" ? await readBody(request) : {},
          cookies: readCookies(request.headers.get("cookie")),
          headers: Object.fromEntries(request.headers),
        },
        options,
      );
    },
    async beginSignIn(request) {
      const wanted = new URL(request.url).searchParams.get("callbackUrl") ?? "/";
      const options = await optionsFor(begunOf(request));
      if (options === null) return failed("issuer-down");
      return startFlow(safePath(wanted, baseUrl), cookieSecret, secure, options);
    },
    backChannelLogout:
      parts.backChannelLogout ?? (async () => new Response(null, { status: 404, headers: { "cache-control": "no-store" } })),
    async signOut(request) {
      if (request.headers.get("origin") !== new URL(baseUrl).origin) return new Response(null, { status: 403 });
      const sid = await parts.readSessionCookie(readCookies(request.headers.get("cookie"))[cookieName]);
      const ended = sid === null ? null : await sessions.end(sid);
      const away = ended === null ? null : ((await parts.logoutUrl?.(ended)) ?? null);
      const headers = new Headers({ "cache-control": "no-store", "clear-site-data": '"cache"' });
      headers.append("set-cookie", `${cookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`);
      if (away !== null) return leaveFor(away, headers);
      headers.set("location", "/signin/ended");
      return new Response(null, { status: 303, headers });
    },
  };
}

/** A page that goes on by itself: `form-action 'self'` would forbid the form that signs out to be redirected to another host. */
function leaveFor(url: string, headers: Headers): Response {
  headers.set("content-type", "text/html; charset=utf-8");
  const address = escapeHtml(url);
  const html = `<!doctype html><meta charset="utf-8"><title>Loupe</title><link rel="icon" href="/icon.svg"><meta http-equiv="refresh" content="0;url=${address}"><p><a href="${address}">Loupe</a></p>`;
  return new Response(html, { status: 200, headers });
}

/** As `lib/server` stamped it: nobody else may say whence a request came. */
const begunOf = ({ headers }: Request): Partial<Begun> => ({
  address: headers.get("x-loupe-client"),
  agent: headers.get("user-agent"),
});

async function readBody(request: Request): Promise<Record<string, string>> {
  const text = await request.text();
  if (text.length > 16_384) return {};
  try {
    if (request.headers.get("content-type")?.includes("json")) return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
  return Object.fromEntries(new URLSearchParams(text));
}
