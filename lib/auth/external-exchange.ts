import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Claims } from "./external-claims.ts";
import type { IssuerMetadata } from "./external-discovery.ts";
import { type AskIssuer, IssuerUnreachable, readObject } from "./external-http.ts";
import { ASYMMETRIC, type IssuerKeys } from "./external-keys.ts";

export interface IssuerTokens {
  readonly accessToken: string | null;
  /** Milliseconds from now; null: the issuer does not say. */
  readonly expiresInMs: number | null;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
}

/** What the issuer says of a person, by where it said so. */
export interface Told {
  readonly idToken: Claims | null;
  readonly userinfo: Claims | null;
  readonly accessToken: Claims | null;
}

/** The issuer answered, and the answer was no: `invalid_grant`, `invalid_client`, … */
export class IssuerRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`the issuer answered ${code}`);
    this.code = code;
  }
}

interface Parts {
  readonly ask: AskIssuer;
  readonly keys: IssuerKeys;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type Exchange = ReturnType<typeof makeExchange>;

/** The questions that Loupe asks of the issuer as its client. */
export function makeExchange({ ask, keys, clientId, clientSecret }: Parts) {
  /** What worked last: issuers take the secret in the header or in the form, and some say nothing of which. */
  let worked: "client_secret_basic" | "client_secret_post" | null = null;

  const askAsClient = async (url: string, form: Readonly<Record<string, string>>, metadata: IssuerMetadata): Promise<Claims> => {
    const first = worked ?? preferred(metadata);
    const methods = [first, first === "client_secret_basic" ? "client_secret_post" : "client_secret_basic"] as const;
    let refused: IssuerRefused | null = null;
    for (const method of methods) {
      const credentials =
        method === "client_secret_basic"
          ? { headers: { authorization: basicOf(clientId, clientSecret) }, form }
          : { form: { ...form, client_id: clientId, client_secret: clientSecret } };
      const answer = await ask(url, { method: "POST", ...credentials });
      if (answer.status === 200) {
        worked = method;
        return readObject(answer, "the issuer");
      }
      if (answer.status >= 500 || answer.status === 429) throw new IssuerUnreachable(`the issuer answered ${answer.status}`);
      const code = errorOf(answer.text) ?? String(answer.status);
      refused = new IssuerRefused(code);
      // Only a client that was not recognised may have been asked for in the wrong way; a code is spent by then elsewhere.
      if (answer.status !== 401 && code !== "invalid_client") break;
    }
    throw refused ?? new IssuerUnreachable("the issuer did not answer");
  };

  const grant = async (form: Readonly<Record<string, string>>, metadata: IssuerMetadata): Promise<IssuerTokens> => {
    const answer = await askAsClient(metadata.tokenEndpoint, form, metadata);
    const text = (name: string): string | null =>
      typeof answer[name] === "string" && answer[name] !== "" ? (answer[name] as string) : null;
    const seconds = Number(answer["expires_in"]);
    return {
      accessToken: text("access_token"),
      expiresInMs: answer["expires_in"] !== undefined && Number.isFinite(seconds) ? seconds * 1000 : null,
      refreshToken: text("refresh_token"),
      idToken: text("id_token"),
    };
  };

  return {
    redeemCode: (code: string, verifier: string, redirectUri: string, metadata: IssuerMetadata): Promise<IssuerTokens> =>
      grant({ grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier }, metadata),
    refresh: (refreshToken: string, metadata: IssuerMetadata): Promise<IssuerTokens> =>
      grant({ grant_type: "refresh_token", refresh_token: refreshToken }, metadata),
    introspect: (token: string, metadata: IssuerMetadata & { readonly introspectionEndpoint: string }): Promise<Claims> =>
      askAsClient(metadata.introspectionEndpoint, { token, token_type_hint: "access_token" }, metadata),
    readIdToken: (token: string, metadata: IssuerMetadata): Promise<JWTPayload> =>
      readIdToken(keys, token, metadata, clientId, clientSecret),
    /** Null: refused, the token is worth nothing any more. */
    async userinfo(accessToken: string, metadata: IssuerMetadata & { readonly userinfoEndpoint: string }): Promise<Claims | null> {
      const answer = await ask(metadata.userinfoEndpoint, { headers: { authorization: `Bearer ${accessToken}` } });
      if (answer.status === 401 || answer.status === 403) return null;
      if (answer.status !== 200) throw new IssuerUnreachable(`userinfo answered ${answer.status}`);
      if (!/jwt/i.test(answer.contentType)) return readObject(answer, "userinfo");
      return keys.verify(metadata.jwksUri, answer.text.trim(), { issuer: metadata.issuer }, true);
    },
    /** What a signed access token says; null where it is not one that can be read. */
    async readAccessToken(token: string, metadata: IssuerMetadata): Promise<Claims | null> {
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return null;
      return keys.verify(metadata.jwksUri, token, { issuer: [...metadata.accessTokenIssuers] }).catch(() => null);
    },
  };
}

function preferred(metadata: IssuerMetadata): "client_secret_basic" | "client_secret_post" {
  const offered = metadata.tokenAuthMethods ?? ["client_secret_basic"];
  return !offered.includes("client_secret_basic") && offered.includes("client_secret_post") ? "client_secret_post" : "client_secret_basic";
}

/** RFC 6749: name and secret are form-encoded before they are put together. */
function basicOf(id: string, secret: string): string {
  const encode = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString("base64")}`;
}

function errorOf(text: string): string | null {
  try {
    const code = (JSON.parse(text) as { readonly error?: unknown }).error;
    return typeof code === "string" ? code.slice(0, 64) : null;
  } catch {
    return null;
  }
}

/** It came from the token endpoint itself. A shared secret is believed only there, and only of an issuer that says it signs so. */
async function readIdToken(
  keys: IssuerKeys,
  token: string,
  metadata: IssuerMetadata,
  clientId: string,
  secret: string,
): Promise<JWTPayload> {
  const required = { issuer: metadata.issuer, audience: clientId, requiredClaims: ["sub", "exp"] };
  const offered = metadata.idTokenAlgorithms ?? ASYMMETRIC;
  const shared = offered.filter((name) => /^HS(256|384|512)$/.test(name));
  let payload: JWTPayload;
  try {
    payload = await keys.verify(metadata.jwksUri, token, { ...required, clockTolerance: 30 }, true);
  } catch (error) {
    if (shared.length === 0 || !(error instanceof errors.JOSEAlgNotAllowed)) throw error;
    const key = new TextEncoder().encode(secret);
    payload = (await jwtVerify(token, key, { ...required, clockTolerance: 30, algorithms: shared })).payload;
  }
  const azp = payload["azp"];
  if (Array.isArray(payload.aud) && payload.aud.length > 1 && azp !== undefined && azp !== clientId)
    throw new Error("the id token is another client's");
  return payload;
}
