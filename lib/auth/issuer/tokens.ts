import type Provider from "oidc-provider";
import { err, ok, type Result } from "../../base/result.ts";
import { type Clock, MINUTE_MS, unixMs } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import type { ApiClientConfig } from "../config.ts";
import { fingerprint } from "../keys.ts";
import type { People } from "../people.ts";
import { isRole, rightsOf } from "../roles.ts";
import type { NoViewer, Viewer } from "../viewer.ts";
import { DEVICE_CLIENT_ID } from "./clients.ts";
import { limitRights } from "./scopes.ts";

interface Parts {
  readonly provider: () => Provider;
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly apiClients: readonly ApiClientConfig[];
  readonly people: People;
}

/**
 * Opaque tokens of the bundled issuer, read where they are kept. The role is never in the token: a client's is the configuration's of today,
 * a person's the directory's of the last two minutes; the token's scopes can only take away from it.
 */
export function makeTokenReader({ provider, store, clock, apiClients, people }: Parts) {
  const roles = new Map(apiClients.map((client) => [client.id, client.role]));
  const noteUse = makeUseNotes(store, clock);
  return async (token: string): Promise<Result<Viewer, NoViewer>> => {
    // Not a token of ours, whatever it is: asked of nothing.
    if (!/^[\w-]{20,128}$/.test(token)) return err({ kind: "bad-token" });
    const credential = fingerprint(token);
    const script = await provider().ClientCredentials.find(token);
    if (script?.isValid) {
      const id = script.clientId ?? "";
      const role = roles.get(id);
      if (role === undefined || !isRole(role)) return err({ kind: "bad-token" });
      await noteUse({ model: "ClientCredentials", id: credential });
      return ok({ kind: "client", sub: id, name: id, role, rights: limitRights(rightsOf(role, false), script.scope), credential });
    }
    const person = await provider().AccessToken.find(token);
    if (!person?.isValid || person.clientId !== DEVICE_CLIENT_ID || !person.grantId) return err({ kind: "bad-token" });
    const grant = await provider().Grant.find(person.grantId);
    if (grant === undefined) return err({ kind: "bad-token" });
    const confirmed = await people.confirm(person.accountId, unixMs(0));
    if (confirmed.kind === "down") return err({ kind: "directory-down" });
    if (confirmed.kind === "left" || confirmed.person === null) return err({ kind: "bad-token" });
    const { sub, name, role } = confirmed.person;
    await noteUse({ grantId: fingerprint(person.grantId) });
    return ok({ kind: "person", sub, name, role, rights: limitRights(rightsOf(role, false), person.scope), credential });
  };
}

/** At most one write a minute for each. */
function makeUseNotes(store: AuthStore, clock: Clock) {
  const noted = new Map<string, number>();
  return async (where: Parameters<AuthStore["touchIssuerRecords"]>[0]): Promise<void> => {
    const key = JSON.stringify(where);
    if (clock() - (noted.get(key) ?? -MINUTE_MS) < MINUTE_MS) return;
    if (noted.size > 10_000) noted.clear();
    noted.set(key, clock());
    await store.touchIssuerRecords(where, clock());
  };
}
