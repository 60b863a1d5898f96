import { err } from "../base/result.ts";
import type { SessionRow } from "../store/auth-store.ts";
import { callNextAuth, startFlow } from "./auth-routes.ts";
import { readCookies } from "./cookies.ts";
import type { Gate, Tokens } from "./gate.ts";
import type { SessionBook } from "./session-list.ts";
import type { Begun, Sessions } from "./sessions.ts";
import { authOptions, readSessionId, sessionCookieName, type WebClientParts } from "./web-client.ts";

export interface GateParts extends WebClientParts {
  readonly sessions: Sessions;
  readonly viewerOfBearer: Gate["viewerOfBearer"];
  readonly tokens: Tokens;
  readonly book: SessionBook;
  /** Where the company's issuer ends the session of its own that this one came from; null: it has no such place. */
  logoutUrl?(ended: SessionRow): Promise<string | null>;
}

export function makeGate(parts: GateParts): Gate {
  const { baseUrl, cookieSecret, sessions } = parts;
  const options = authOptions(parts, {});
  const cookieName = sessionCookieName(baseUrl);
  const secure = baseUrl.startsWith("https:");

  return {
    ...parts.tokens,
    ...parts.book,
    baseUrl,
    viewerOfBearer: parts.viewerOfBearer,
    async viewerOfCookies(cookies, unseen) {
      const cookie = cookies[cookieName];
      if (cookie === undefined) return err({ kind: "no-credentials" });
      const sid = await readSessionId(cookie, cookieSecret);
      return sid === null ? err({ kind: "bad-token" }) : sessions.load(sid, unseen);
    },
    async handleAuthRoute(request) {
      const url = new URL(request.url);
      const path = url.pathname.split("/").slice(3);
      return callNextAuth(
        {
          method: request.method,
          path,
          query: Object.fromEntries(url.searchParams),
          body: request.method === "POST" ? await readBody(request) : {},
          cookies: readCookies(request.headers.get("cookie")),
          headers: Object.fromEntries(request.headers),
        },
        authOptions(parts, begunOf(request)),
      );
    },
    beginSignIn(request) {
      const wanted = new URL(request.url).searchParams.get("callbackUrl") ?? "/";
      return startFlow(new URL(safePath(wanted), baseUrl).href, cookieSecret, secure, options);
    },
    async signOut(request) {
      if (request.headers.get("origin") !== new URL(baseUrl).origin) return new Response(null, { status: 403 });
      const sid = await readSessionId(readCookies(request.headers.get("cookie"))[cookieName], cookieSecret);
      if (sid !== null) await sessions.end(sid);
      const headers = new Headers({ location: "/signin/ended", "cache-control": "no-store", "clear-site-data": '"cache"' });
      headers.append("set-cookie", `${cookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`);
      return new Response(null, { status: 303, headers });
    },
  };
}

/** As `lib/server` stamped it: nobody else may say whence a request came. */
const begunOf = ({ headers }: Request): Partial<Begun> => ({
  address: headers.get("x-loupe-client"),
  agent: headers.get("user-agent"),
});

/** A path of our own, or the start page: `//evil.test` and `https:…` are addresses elsewhere. */
const safePath = (path: string): string => (/^\/(?![/\\])[^\\\r\n]*$/.test(path) ? path : "/");

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
