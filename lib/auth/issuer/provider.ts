import Provider, { type AdapterFactory, type Configuration, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import type { Clock } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import type { ApiClientConfig } from "../config.ts";
import type { Directory } from "../directory.ts";
import { DEVICE_CLIENT_ID, issuerClients } from "./clients.ts";
import { renderDeviceConfirm, renderDeviceInput, renderDone, renderFailure, renderSignOut } from "./pages.ts";
import { minding } from "./polling.ts";
import { IDENTITY_SCOPES, SCOPES, scopesOf } from "./scopes.ts";
import type { IssuerSecrets } from "./signing-keys.ts";

export interface IssuerParts {
  readonly baseUrl: string;
  /** The present one, then the former. */
  readonly authSecrets: readonly [string, ...string[]];
  readonly apiClients: readonly ApiClientConfig[];
  readonly directory: Directory;
  readonly store: AuthStore;
  readonly clock: Clock;
}

const HOUR_S = 3_600;

/** The bundled issuer. Its defaults that do not belong in production are all replaced: storage, keys, pages, session length. */
export function makeProvider(parts: IssuerParts, adapter: AdapterFactory, secrets: IssuerSecrets): Provider {
  const https = parts.baseUrl.startsWith("https:");
  const configuration: Configuration = {
    adapter,
    clients: issuerClients(parts.baseUrl, parts.authSecrets[0], parts.apiClients),
    jwks: secrets.jwks as NonNullable<Configuration["jwks"]>,
    cookies: {
      keys: [...secrets.cookieKeys],
      names: { session: "loupe.issuer", interaction: "loupe.signin", resume: "loupe.resume" },
      long: { httpOnly: true, sameSite: "lax", secure: https, signed: true },
      short: { httpOnly: true, sameSite: "lax", secure: https, signed: true },
    },
    claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
    scopes: [...IDENTITY_SCOPES, ...SCOPES],
    // Name and e-mail in the id token itself: no second call.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: renderSignOut,
        postLogoutSuccessSource: (ctx) => renderDone(ctx, "signedOut"),
      },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, _form, _out, error) => renderDeviceInput(ctx, error),
        userCodeConfirmSource: (ctx, _form, client, info, code) => renderDeviceConfirm(ctx, client.metadata(), info, code),
        successSource: (ctx) => renderDone(ctx, "deviceDone"),
      },
    },
    interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}`, policy: policyForLeavers() },
    findAccount: async (_ctx, sub) => {
      const found = await parts.directory.find(sub);
      if (!found.ok || found.value === null) return undefined;
      const { name, email } = found.value;
      return { accountId: sub, claims: async () => ({ sub, name, ...(email === null ? {} : { email }) }) };
    },
    loadExistingGrant,
    issueRefreshToken: async (_ctx, client) => client.clientId === DEVICE_CLIENT_ID,
    expiresWithSession: async (_ctx, token) => (token as { clientId?: string }).clientId !== DEVICE_CLIENT_ID,
    rotateRefreshToken: true,
    renderError: (ctx, out, error) => renderFailure(ctx, out.error, error),
    ttl: {
      AccessToken: HOUR_S,
      ClientCredentials: HOUR_S,
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: HOUR_S / 2,
      // The app's own session row decides; the issuer's must not outlive it, and needs to last only for the redirect back.
      Session: 300,
      Grant: 12 * HOUR_S,
      DeviceCode: HOUR_S / 6,
      RefreshToken: 12 * HOUR_S,
    },
  };
  const provider = new Provider(`${parts.baseUrl}/oidc`, configuration);
  // Host and protocol come from BASE_URL: `lib/server` overwrites what the client sent.
  provider.proxy = true;
  provider.use(minding(parts.clock) as Parameters<Provider["use"]>[0]);
  return provider;
}

/** Without it, the live cookie of somebody who left crashes the authorisation with a 500. */
function policyForLeavers() {
  const policy = interactionPolicy.base();
  policy.get("login")?.checks.add(
    new interactionPolicy.Check("account_gone", "the account is no longer there", (ctx) => {
      const { oidc } = ctx as KoaContextWithOIDC;
      return Boolean(oidc.session?.accountId) && !oidc.account;
    }),
  );
  return policy;
}

/** Our own clients need no consent page. */
async function loadExistingGrant(ctx: KoaContextWithOIDC) {
  const { client, session, account, provider } = ctx.oidc;
  if (!client || !session || !account) return undefined;
  const kept = session.grantIdFor(client.clientId);
  // Each device has a grant of its own, so that one can be revoked without the other.
  const existing = kept === undefined || client.clientId === DEVICE_CLIENT_ID ? undefined : await provider.Grant.find(kept);
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  grant.addOIDCScope([...IDENTITY_SCOPES, ...scopesOf(ctx.oidc.params?.["scope"] as string | undefined)].join(" "));
  await grant.save();
  return grant;
}
