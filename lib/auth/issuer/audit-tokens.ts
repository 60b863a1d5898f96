import type Provider from "oidc-provider";
import { type Clock, MINUTE_MS, type UnixMs } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import type { ApiClientConfig } from "../config.ts";

interface Parts {
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly apiClients: readonly ApiClientConfig[];
  log(event: string): void;
}

/** Scripts sign in too: each token that a configured client gets is a row, and each one that is refused, at most one a minute for a client. */
export function auditTokens(provider: Provider, { store, clock, apiClients, log }: Parts): void {
  const known = new Set(apiClients.map(({ id }) => id));
  const refusedAt = new Map<string, UnixMs>();
  const note = (client: string, action: string, detail: string): void => {
    const actor = known.has(client) ? `client/${client}` : "(nobody)";
    const at = clock();
    if (action === "token-refused") {
      if (at - (refusedAt.get(actor) ?? 0) < MINUTE_MS) return;
      refusedAt.set(actor, at);
    }
    store
      .audit({ at, actor, action, subject: actor, detail })
      .catch((error: unknown) => log(`the audit log could not be written: ${String(error)}`));
  };
  const askedFor = (params: unknown): string => String((params as Readonly<Record<string, unknown>> | undefined)?.["grant_type"] ?? "");
  // People's own sign-ins are noted where their password was looked at and their session opened.
  const isScript = (params: unknown): boolean => askedFor(params) === "client_credentials";
  provider.on("grant.success", (ctx) => {
    if (isScript(ctx.oidc.params)) note(ctx.oidc.client?.clientId ?? "", "token-given", "client_credentials");
  });
  provider.on("grant.error", (ctx, error) => {
    if (isScript(ctx.oidc?.params ?? { grant_type: "client_credentials" }))
      note(ctx.oidc?.client?.clientId ?? "", "token-refused", error.error);
  });
}
