import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { OWN_HOST } from "../base/own-ports-for-tests.ts";
import type { ExternalIssuerConfig } from "./config.ts";

export interface TestAccount {
  active: boolean;
  readonly claims: Readonly<Record<string, unknown>>;
  groups: unknown;
}

/** How issuers differ. */
export interface Quirks {
  alg: "RS256" | "PS256" | "ES256" | "EdDSA" | "HS256";
  /** In `iss`, though the address was configured without. */
  slash: boolean;
  /** How the client's secret must come. */
  secretIn: "header" | "form" | "either";
  /** Whether discovery says so. */
  saysHow: boolean;
  groupsIn: "id" | "userinfo" | "access";
  groupsClaim: string;
  userinfo: boolean;
  refresh: boolean;
  introspection: boolean;
  endSession: boolean;
  sid: boolean;
  kid: boolean;
  prompts: readonly string[] | null;
  accessSeconds: number;
  /** Of the id token that is about to be signed. */
  change: (claims: JWTPayload) => JWTPayload;
}

interface Grant {
  readonly sub: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly sid: string;
  ended: boolean;
}

/** A small OpenID Connect issuer of our own for tests, unlike any other: nobody asks for a password, `user` is signed in. */
export async function startTestIssuer(change: Partial<Quirks> = {}) {
  const quirks: Quirks = {
    ...{ alg: "RS256", slash: false, secretIn: "header", saysHow: true, groupsIn: "id", groupsClaim: "groups" },
    ...{ userinfo: true, refresh: true, introspection: false, endSession: true, sid: true, kid: true, prompts: null, accessSeconds: 300 },
    change: (claims) => claims,
    ...change,
  } satisfies Quirks;
  const clientId = "loupe at work";
  const clientSecret = "s3cret: with+signs &%";
  const accounts = new Map<string, TestAccount>([
    ["lena", { active: true, claims: { name: "Lena L", preferred_username: "lena", email: "lena@example.test" }, groups: ["loupe-leads"] }],
    ["dev", { active: true, claims: { given_name: "Dev", family_name: "D" }, groups: ["loupe-developers"] }],
    ["guest", { active: true, claims: {}, groups: ["others"] }],
  ]);
  const codes = new Map<string, Grant>();
  const refreshes = new Map<string, Grant>();
  const accesses = new Map<string, Grant>();
  const lastIdTokens = new Map<string, string>();
  const seen = { authorize: new URLSearchParams(), endSession: new URLSearchParams(), counts: new Map<string, number>() };
  let signer = await makeSigner(quirks.alg, clientSecret);
  const others: JWK[] = [];
  const state = { user: "lena", down: false, silent: false };
  let issuer = "";

  const sign = (claims: JWTPayload, header: Record<string, unknown> = {}): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: signer.alg, ...(quirks.kid && signer.alg !== "HS256" ? { kid: signer.kid } : {}), ...header })
      .sign(signer.key);
  const now = (): number => Math.floor(Date.now() / 1000);
  const groupsOf = (sub: string, where: Quirks["groupsIn"]): JWTPayload =>
    quirks.groupsIn === where ? nest(quirks.groupsClaim, accounts.get(sub)?.groups) : {};

  async function tokensFor(grant: Grant): Promise<object> {
    const { sub, nonce, sid } = grant;
    const base = { iss: issuer, sub, iat: now() };
    const claims = {
      ...base,
      exp: now() + 300,
      aud: clientId,
      ...accounts.get(sub)?.claims,
      ...groupsOf(sub, "id"),
      ...(nonce ? { nonce } : {}),
    };
    const idToken = await sign(quirks.change({ ...claims, ...(quirks.sid ? { sid } : {}) }));
    lastIdTokens.set(sub, idToken);
    const accessClaims = { ...base, exp: now() + quirks.accessSeconds, aud: "other", client_id: clientId, ...groupsOf(sub, "access") };
    const access = quirks.groupsIn === "access" ? await sign(accessClaims) : randomBytes(24).toString("base64url");
    accesses.set(access, grant);
    const refresh = randomBytes(24).toString("base64url");
    if (quirks.refresh) refreshes.set(refresh, grant);
    return {
      access_token: access,
      token_type: "Bearer",
      expires_in: quirks.accessSeconds,
      id_token: idToken,
      ...(quirks.refresh ? { refresh_token: refresh } : {}),
    };
  }

  const isClient = (req: IncomingMessage, form: URLSearchParams): boolean => {
    const inForm = form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
    const [id = "", secret = ""] = Buffer.from(req.headers.authorization?.slice("Basic ".length) ?? "", "base64")
      .toString()
      .split(":");
    const decode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
    const inHeader = req.headers.authorization !== undefined && decode(id) === clientId && decode(secret) === clientSecret;
    return quirks.secretIn === "either" ? inForm || inHeader : quirks.secretIn === "form" ? inForm : inHeader;
  };

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", issuer);
    const path = url.pathname.replace(/^\/tenant/, "");
    seen.counts.set(path, (seen.counts.get(path) ?? 0) + 1);
    if (state.silent) return;
    if (state.down) return void json(res, 503, { error: "temporarily_unavailable" });
    if (path === "/.well-known/openid-configuration") return json(res, 200, discovery());
    if (path === "/keys")
      return json(res, 200, {
        keys: signer.jwk === null ? others : [...others, { ...signer.jwk, ...(quirks.kid ? {} : { kid: undefined }) }],
      });
    if (path === "/authorize") return authorize(url, res);
    if (path === "/token") return token(req, res);
    if (path === "/me") return userinfo(req, res);
    if (path === "/introspect") return introspect(req, res);
    if (path === "/logout") {
      seen.endSession = url.searchParams;
      return void res.writeHead(302, { location: url.searchParams.get("post_logout_redirect_uri") ?? "/" }).end();
    }
    json(res, 404, { error: "not_found" });
  }

  const at = (path: string): string => `${issuer.replace(/\/$/, "")}${path}`;
  const discovery = () => ({
    issuer,
    authorization_endpoint: at("/authorize?realm=one"),
    token_endpoint: at("/token"),
    jwks_uri: at("/keys"),
    ...(quirks.userinfo ? { userinfo_endpoint: at("/me") } : {}),
    ...(quirks.introspection ? { introspection_endpoint: at("/introspect") } : {}),
    ...(quirks.endSession ? { end_session_endpoint: at("/logout") } : {}),
    ...(quirks.saysHow
      ? { token_endpoint_auth_methods_supported: quirks.secretIn === "form" ? ["client_secret_post"] : ["client_secret_basic"] }
      : {}),
    ...(quirks.prompts === null ? {} : { prompt_values_supported: quirks.prompts }),
    id_token_signing_alg_values_supported: [quirks.alg],
  });

  function authorize(url: URL, res: ServerResponse): void {
    const asked = url.searchParams;
    seen.authorize = asked;
    const code = randomBytes(16).toString("base64url");
    codes.set(code, {
      ...{ sub: state.user, nonce: asked.get("nonce") ?? "", challenge: asked.get("code_challenge") ?? "" },
      ...{ sid: randomBytes(8).toString("hex"), ended: false },
    });
    const back = new URL(asked.get("redirect_uri") ?? issuer);
    back.searchParams.set("code", code);
    back.searchParams.set("state", asked.get("state") ?? "");
    res.writeHead(302, { location: back.href }).end();
  }

  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = await formOf(req);
    if (!isClient(req, form)) return json(res, 401, { error: "invalid_client" });
    const code = form.get("code") ?? "";
    const refresh = form.get("refresh_token") ?? "";
    const grant = form.get("grant_type") === "refresh_token" ? refreshes.get(refresh) : codes.get(code);
    codes.delete(code);
    refreshes.delete(refresh);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const proven = form.get("grant_type") === "refresh_token" || challenge === grant?.challenge;
    if (grant === undefined || grant.ended || !proven || !accounts.get(grant.sub)?.active)
      return json(res, 400, { error: "invalid_grant" });
    json(res, 200, await tokensFor(grant));
  }

  function userinfo(req: IncomingMessage, res: ServerResponse): undefined {
    const grant = accesses.get(req.headers.authorization?.slice("Bearer ".length) ?? "");
    const account = grant && accounts.get(grant.sub);
    if (grant === undefined || grant.ended || !account?.active) return json(res, 401, { error: "invalid_token" });
    json(res, 200, { sub: grant.sub, ...account.claims, ...groupsOf(grant.sub, "userinfo") });
  }

  async function introspect(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = await formOf(req);
    if (!isClient(req, form)) return json(res, 401, { error: "invalid_client" });
    const grant = accesses.get(form.get("token") ?? "");
    const active = grant !== undefined && !grant.ended && accounts.get(grant.sub)?.active === true;
    json(
      res,
      200,
      active
        ? { active, sub: grant.sub, client_id: clientId, aud: clientId, ...nest(quirks.groupsClaim, accounts.get(grant.sub)?.groups) }
        : { active: false },
    );
  }

  const server = createServer((req, res) => void serve(req, res).catch(() => res.destroy()));
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, OWN_HOST, () => resolve()));
  await listen(0);
  const { port } = server.address() as { port: number };
  const url = `http://${OWN_HOST}:${port}/tenant`;
  issuer = `${url}${quirks.slash ? "/" : ""}`;
  const groupRoles = { "loupe-developers": "developer", "loupe-leads": "lead", "loupe-admins": "admin", "loupe-reveal": "reveal" };

  return {
    config: { url, clientId, clientSecret, groupsClaim: quirks.groupsClaim, groupRoles } satisfies ExternalIssuerConfig,
    issuer,
    quirks,
    accounts,
    codes,
    state,
    seen,
    sign,
    now,
    clientId,
    clientSecret,
    key: () => signer,
    /** Everything that was given to this person so far ends, as at a sign-out there. */
    endSessionsOf(sub: string) {
      for (const grant of [...accesses.values(), ...refreshes.values()]) if (grant.sub === sub) grant.ended = true;
    },
    lastIdTokenOf: (sub: string) => lastIdTokens.get(sub),
    sidOf: (sub: string): string => [...accesses.values()].findLast((grant) => grant.sub === sub)?.sid ?? "",
    grant(token: string, sub: string) {
      accesses.set(token, { sub, nonce: "", challenge: "", sid: "", ended: false });
    },
    /** From now on another key signs; the old one stays published where `keep`. */
    async rotate(keep = true) {
      if (keep && signer.jwk !== null) others.push(signer.jwk);
      signer = await makeSigner(quirks.alg, clientSecret);
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start: () => listen(port),
  };
}

async function makeSigner(alg: Quirks["alg"], secret: string) {
  if (alg === "HS256") return { alg, key: new TextEncoder().encode(secret), jwk: null, kid: "" };
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomBytes(6).toString("hex");
  return { alg, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig" } as JWK, kid };
}

/** A claim whose name has dots but is no address is nested along them. */
function nest(claim: string, value: unknown): JWTPayload {
  if (value === undefined) return {};
  if (claim.includes("/") || !claim.includes(".")) return { [claim]: value };
  const [first = "", ...rest] = claim.split(".");
  return { [first]: nest(rest.join("."), value) };
}

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

function json(res: ServerResponse, status: number, body: object): undefined {
  res.writeHead(status, { "content-type": "application/json" });
  res.end(JSON.stringify(body));
}
