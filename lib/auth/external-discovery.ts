import type { Clock } from "../base/time.ts";
import { type AskIssuer, IssuerUnreachable, readObject } from "./external-http.ts";

/** Of the issuer's own description only what is used here. */
export interface IssuerMetadata {
  /** As the issuer spells it, a slash at the end included: `iss` is compared with exactly this. */
  readonly issuer: string;
  /** What `iss` may be in access tokens: AD FS has another name for them. */
  readonly accessTokenIssuers: readonly string[];
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  readonly userinfoEndpoint: string | null;
  readonly introspectionEndpoint: string | null;
  readonly endSessionEndpoint: string | null;
  /** Null: not said. */
  readonly tokenAuthMethods: readonly string[] | null;
  readonly idTokenAlgorithms: readonly string[] | null;
  readonly prompts: readonly string[] | null;
}

const FRESH_MS = 10 * 60_000;
/** What was read once still serves while the issuer is away: its addresses seldom change. */
const STALE_MS = 24 * 3_600_000;
/** After a failure it is left alone so long. */
const REST_MS = 2_000;

/** Asked for when first needed and then every ten minutes: Loupe starts while its issuer is still down. */
export function makeDiscovery(issuerUrl: string, ask: AskIssuer, clock: Clock): () => Promise<IssuerMetadata> {
  let known: { readonly metadata: IssuerMetadata; readonly at: number } | null = null;
  let failed: { readonly error: Error; readonly at: number } | null = null;
  let asking: Promise<IssuerMetadata> | null = null;

  const load = async (): Promise<IssuerMetadata> => {
    try {
      const metadata = await readMetadata(issuerUrl, ask);
      known = { metadata, at: clock() };
      failed = null;
      return metadata;
    } catch (error) {
      failed = { error: error as Error, at: clock() };
      throw error;
    } finally {
      asking = null;
    }
  };
  return async () => {
    if (known !== null && clock() - known.at < FRESH_MS) return known.metadata;
    const stale = known !== null && clock() - known.at < STALE_MS ? known.metadata : null;
    if (asking === null && failed !== null && clock() - failed.at < REST_MS) {
      if (stale !== null) return stale;
      throw failed.error;
    }
    asking ??= load();
    if (stale === null) return asking;
    // An issuer that hangs must not hold up whoever could go on with what is known.
    asking.catch(() => undefined);
    return stale;
  };
}

const WELL_KNOWN = "/.well-known/openid-configuration";

const withoutEnd = (url: string): string => (url.endsWith(WELL_KNOWN) ? url.slice(0, -WELL_KNOWN.length) : url).replace(/\/+$/, "");

async function readMetadata(issuerUrl: string, ask: AskIssuer): Promise<IssuerMetadata> {
  const answer = await ask(`${withoutEnd(issuerUrl)}${WELL_KNOWN}`);
  if (answer.status !== 200) throw new IssuerUnreachable(`discovery answered ${answer.status}`);
  const found = readObject(answer, "discovery");
  const text = (name: string): string | null => (typeof found[name] === "string" && found[name] !== "" ? (found[name] as string) : null);
  const list = (name: string): readonly string[] | null => {
    const value = found[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : null;
  };
  const must = (name: string): string => {
    const value = text(name);
    if (value === null) throw new IssuerUnreachable(`discovery names no ${name}`);
    return value;
  };
  const issuer = must("issuer");
  // A slash at the end is the one difference that people make when they copy the address.
  if (withoutEnd(issuer) !== withoutEnd(issuerUrl)) throw new IssuerUnreachable(`discovery is of another issuer, ${issuer}`);
  return {
    issuer,
    accessTokenIssuers: [issuer, ...[text("access_token_issuer") ?? []].flat()],
    authorizationEndpoint: must("authorization_endpoint"),
    tokenEndpoint: must("token_endpoint"),
    jwksUri: must("jwks_uri"),
    userinfoEndpoint: text("userinfo_endpoint"),
    introspectionEndpoint: text("introspection_endpoint"),
    endSessionEndpoint: text("end_session_endpoint"),
    tokenAuthMethods: list("token_endpoint_auth_methods_supported"),
    idTokenAlgorithms: list("id_token_signing_alg_values_supported"),
    prompts: list("prompt_values_supported"),
  };
}
