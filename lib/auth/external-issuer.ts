import type { Profile } from "next-auth";
import type { Clock } from "../base/time.ts";
import type { AuthStore, SessionRow } from "../store/auth-store.ts";
import { makeBackChannelLogout } from "./back-channel-logout.ts";
import { type ApiClientConfig, DEFAULT_ISSUER, type ExternalIssuerConfig, type SettledIssuerConfig } from "./config.ts";
import type { Directory } from "./directory.ts";
import { type Claims, userNameOf } from "./external-claims.ts";
import { makeDiscovery } from "./external-discovery.ts";
import { makeExchange } from "./external-exchange.ts";
import { makeAskIssuer } from "./external-http.ts";
import { makeIssuerKeys } from "./external-keys.ts";
import { type Collected, collect, makeRecogniser, type Recognised, renewalOf } from "./external-person.ts";
import { issuerDirectory, readRenewal, sealRenewal } from "./external-recheck.ts";
import { makeExternalTokenReader } from "./external-tokens.ts";
import { deriveKeys, seal, secretsOf, unseal } from "./keys.ts";
import type { People } from "./people.ts";

interface Parts {
  readonly issuer: ExternalIssuerConfig;
  readonly baseUrl: string;
  readonly authSecret: string;
  readonly authSecretPrevious?: string | null | undefined;
  readonly apiClients: readonly ApiClientConfig[];
  /** The company's directory; used for people where the issuer's claims name no groups. */
  readonly directory: Directory | null;
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly graceMs: number;
  log(event: string): void;
}

/** What a finished sign-in carries from the issuer's answer to the session's row. */
export type IssuerProfile = Profile & { readonly sub: string; readonly recognised: Recognised; readonly begun: IssuerBegun };

export type IssuerBegun = Pick<SessionRow, "issuerSid" | "idToken" | "issuerSub" | "refreshToken">;

/** Of next-auth's call to exchange a code only what is used. */
interface CodeCall {
  readonly provider: { readonly callbackUrl: string };
  readonly params: Readonly<Record<string, unknown>>;
  readonly checks: { readonly state?: string; readonly code_verifier?: string; readonly nonce?: string };
}

export type ExternalIssuer = ReturnType<typeof makeExternalIssuer>;

/** The company's own OpenID Connect issuer. next-auth keeps state, nonce and PKCE; what is asked of the issuer is asked here. */
export function makeExternalIssuer(parts: Parts) {
  const { clock, store, baseUrl } = parts;
  const issuer: SettledIssuerConfig = { ...DEFAULT_ISSUER, ...parts.issuer };
  const ask = makeAskIssuer(issuer.caPem, issuer.timeoutMs);
  const discover = makeDiscovery(issuer.url, ask, clock);
  const keys = makeIssuerKeys(ask, clock);
  const exchange = makeExchange({ ask, keys, clientId: issuer.clientId, clientSecret: issuer.clientSecret });
  const recogniser = makeRecogniser(issuer, parts.directory);
  const key = deriveKeys(secretsOf(parts), "issuer tokens");
  const common = { ...parts, issuer, discover, keys, exchange, recogniser, key };

  const redeem = async ({ provider, params, checks }: CodeCall): Promise<{ readonly tokens: Record<string, unknown> }> => {
    const metadata = await discover();
    const { code, state, iss } = params;
    if (typeof code !== "string" || typeof state !== "string" || state !== checks.state) throw new Error("the way back has another state");
    // RFC 9207: an answer of another issuer, mixed in.
    if (iss !== undefined && iss !== metadata.issuer) throw new Error("the way back names another issuer");
    const tokens = await exchange.redeemCode(code, checks.code_verifier ?? "", provider.callbackUrl, metadata);
    if (tokens.idToken === null) throw new Error("the issuer gave no id token: is the scope openid asked for?");
    const claims = await exchange.readIdToken(tokens.idToken, metadata);
    if (claims["nonce"] !== checks.nonce) throw new Error("the id token is of another sign-in");
    const sub = claims.sub ?? "";
    const { told, userinfo } = await collect(exchange, tokens.accessToken, metadata, sub, claims).catch((error: unknown): Collected => {
      // Where the id token says all that is needed, nothing else must answer.
      if (issuer.groupsClaim !== null && recogniser.grantsIn(claims) === undefined) throw error;
      return { told: { idToken: claims, userinfo: null, accessToken: null }, userinfo: "unasked" };
    });
    const recognised = await recogniser.recognise(sub, told);
    const source = recognised.kind === "person" ? recognised.groupSource : null;
    const renewal = renewalOf(
      tokens,
      {
        refreshToken: null,
        groupSource: source,
        userinfo: userinfo === "told",
        directoryName: await directoryNameOf(claims, told.userinfo),
      },
      clock,
    );
    const begun: IssuerBegun = {
      issuerSid: typeof claims["sid"] === "string" ? claims["sid"] : null,
      issuerSub: sub,
      idToken: seal(tokens.idToken, key),
      // Where the directory says who is here, nothing of the issuer's is kept that is not needed.
      refreshToken: issuer.groupsClaim === null ? null : sealRenewal(renewal, key),
    };
    if (recognised.kind !== "person") await auditRefusal(sub, recognised.kind);
    return { tokens: { profile: { sub, recognised, begun } satisfies IssuerProfile } };
  };
  const directoryNameOf = async (...claims: readonly (Claims | null)[]): Promise<string | null> => {
    if (issuer.groupsClaim === null || parts.directory === null) return null;
    const name = userNameOf(Object.assign({}, ...claims.toReversed()), issuer.userClaim, true);
    const found = name === null ? null : await parts.directory.resolve(name);
    return found?.ok && found.value !== null ? found.value.sub : null;
  };
  const auditRefusal = (sub: string, why: string): Promise<void> =>
    store.audit({ at: clock(), actor: sub, action: "sign-in-refused", subject: sub, detail: `${why}, by the issuer's word` });

  return {
    /** next-auth's description of the issuer, as it is today. @throws IssuerUnreachable where it was never reached */
    async provider(): Promise<object> {
      const metadata = await discover();
      const login =
        issuer.prompt === "off" || (metadata.prompts !== null && !metadata.prompts.includes(issuer.prompt))
          ? {}
          : { prompt: issuer.prompt };
      return {
        issuer: metadata.issuer,
        clientId: issuer.clientId,
        clientSecret: issuer.clientSecret,
        authorization: { url: metadata.authorizationEndpoint, params: { scope: issuer.scopes, ...login } },
        token: {
          url: metadata.tokenEndpoint,
          request: (call: CodeCall) =>
            redeem(call).catch(async (error: unknown) => {
              const why = (error as Error).message;
              parts.log(`sign-in at the issuer came to nothing: ${why}`);
              await store.audit({ at: clock(), actor: "(nobody)", action: "sign-in-refused", subject: "issuer", detail: why });
              throw error;
            }),
        },
        userinfo: { request: async ({ tokens }: { readonly tokens: { readonly profile: IssuerProfile } }) => tokens.profile },
        jwks_endpoint: metadata.jwksUri,
      };
    },
    viewerOfBearer: (people: People | null) => makeExternalTokenReader({ ...common, people: issuer.groupsClaim === null ? people : null }),
    backChannelLogout: makeBackChannelLogout({ ...common, clientId: issuer.clientId }),
    /** Who says whether people are still here: the company's directory, else the issuer. */
    directory: issuer.groupsClaim === null && parts.directory !== null ? parts.directory : issuerDirectory(common),
    /** Where a browser ends the issuer's session too; null: the issuer has no such place. */
    async logoutUrl(row: SessionRow): Promise<string | null> {
      const metadata = await discover().catch(() => null);
      if (!metadata?.endSessionEndpoint) return null;
      const url = new URL(metadata.endSessionEndpoint);
      const hint = readRenewal(row, key)?.idToken ?? (row.idToken === null ? null : unseal(row.idToken, key));
      if (hint !== null) url.searchParams.set("id_token_hint", hint);
      url.searchParams.set("client_id", issuer.clientId);
      url.searchParams.set("post_logout_redirect_uri", `${baseUrl}/signin/ended`);
      return url.href;
    },
    isUp: (): Promise<boolean> =>
      discover().then(
        () => true,
        () => false,
      ),
  };
}
