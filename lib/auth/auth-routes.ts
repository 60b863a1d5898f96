import { createHash, randomBytes } from "node:crypto";
import type { AuthOptions } from "next-auth";
import { nextAuth, PROVIDER_ID } from "./web-client.ts";

/**
 * next-auth's routes called from a plain `Request`. Its own adapter for route handlers reads Next's request store, which exists only inside
 * Next's bundle; the one for classic API routes needs no more than the small response object below.
 */
interface Call {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

export async function callNextAuth(call: Call, options: AuthOptions): Promise<Response> {
  const headers = new Headers({ "cache-control": "no-store" });
  let status = 200;
  let body: string | null = null;
  const res = {
    status(code: number) {
      status = code;
      return res;
    },
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? headers.getSetCookie() : headers.get(name)),
    setHeader(name: string, value: string | readonly string[]) {
      headers.delete(name);
      for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
      return res;
    },
    json(value: unknown) {
      headers.set("content-type", "application/json");
      body = JSON.stringify(value);
    },
    send(value: unknown) {
      if (typeof value === "string") body = value;
      else if (value !== undefined && value !== null) res.json(value);
    },
    end: () => undefined,
  };
  const { method, query, cookies } = call;
  await nextAuth({ method, body: call.body, cookies, headers: call.headers, query: { ...query, nextauth: [...call.path] } }, res, options);
  return new Response(status === 204 || status === 304 ? null : body, { status, headers });
}

/** Starts the flow as next-auth's own button would: its cross-site token is made here, for both cookie and body. */
export function startFlow(callbackUrl: string, secret: string, secure: boolean, options: AuthOptions): Promise<Response> {
  const token = randomBytes(32).toString("hex");
  const hash = createHash("sha256").update(`${token}${secret}`).digest("hex");
  const name = `${secure ? "__Host-" : ""}next-auth.csrf-token`;
  const call: Call = {
    method: "POST",
    path: ["signin", PROVIDER_ID],
    query: {},
    body: { csrfToken: token, callbackUrl },
    cookies: { [name]: `${token}|${hash}` },
    headers: {},
  };
  return callNextAuth(call, options);
}
