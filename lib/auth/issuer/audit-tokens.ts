import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { type Clock, MINUTE_MS } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import type { ApiClientConfig } from "../config.ts";
import { DEVICE_CLIENT_ID } from "./clients.ts";
import { scopesOf } from "./scopes.ts";

interface Parts {
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly apiClients: readonly ApiClientConfig[];
  log(event: string): void;
}

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** A device that waits, and one whose person said no or nothing, were refused nothing. */
const WAITING = ["authorization_pending", "slow_down", "expired_token"];

/** Each token that a configured client or a device gets is a row, and each one that is refused, at most one a minute for whom. */
export function auditTokens(provider: Provider, { store, clock, apiClients, log }: Parts): void {
  const known = new Set(apiClients.map(({ id }) => id));
  const refusedAt = new Map<string, number>();
  const note = (actor: string, action: string, detail: string): void => {
    const at = clock();
    if (action === "token-refused") {
      if (at - (refusedAt.get(actor) ?? -MINUTE_MS) < MINUTE_MS) return;
      refusedAt.set(actor, at);
    }
    store
      .audit({ at, actor, action, subject: actor, detail })
      .catch((error: unknown) => log(`the audit log could not be written: ${String(error)}`));
  };
  const grantOf = (ctx: KoaContextWithOIDC): string => String(ctx.oidc?.params?.["grant_type"] ?? "client_credentials");
  const actorOf = (ctx: KoaContextWithOIDC): string => {
    const client = ctx.oidc?.client?.clientId ?? "";
    const { Account, RefreshToken, DeviceCode } = ctx.oidc?.entities ?? {};
    const person = Account?.accountId ?? RefreshToken?.accountId ?? DeviceCode?.accountId;
    if (client === DEVICE_CLIENT_ID && person) return person;
    return known.has(client) ? `client/${client}` : "(nobody)";
  };
  // The pages' own sign-ins are noted where a password was looked at and a session opened.
  const noted: ReadonlySet<string> = new Set(["client_credentials", DEVICE_GRANT, "refresh_token"]);
  provider.on("grant.success", (ctx) => {
    const grant = grantOf(ctx);
    // Renewing is no news.
    if (!noted.has(grant) || grant === "refresh_token") return;
    const scopes = scopesOf(String(ctx.oidc.entities.AccessToken?.scope ?? ctx.oidc.entities.ClientCredentials?.scope ?? ""));
    const what = grant === DEVICE_GRANT ? "device" : grant;
    note(actorOf(ctx), "token-given", scopes.length === 0 ? what : `${what}: ${scopes.join(" ")}`);
  });
  provider.on("grant.error", (ctx, error) => {
    if (noted.has(grantOf(ctx)) && !WAITING.includes(error.error)) note(actorOf(ctx), "token-refused", error.error);
  });
}
