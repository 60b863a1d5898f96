import type Provider from "oidc-provider";
import { err, ok, type Result } from "../../base/result.ts";
import { unixMs } from "../../base/time.ts";
import type { ApiClientConfig } from "../config.ts";
import { fingerprint } from "../keys.ts";
import type { People } from "../people.ts";
import { isRole, rightsOf } from "../roles.ts";
import type { NoViewer, Viewer } from "../viewer.ts";
import { DEVICE_CLIENT_ID } from "./clients.ts";

/**
 * Opaque tokens of the bundled issuer, read where they are kept. The role is never in the token: a client's is the configuration's of today,
 * a person's the directory's of the last two minutes.
 */
export function makeTokenReader(provider: Provider, apiClients: readonly ApiClientConfig[], people: People) {
  const roles = new Map(apiClients.map((client) => [client.id, client.role]));
  return async (token: string): Promise<Result<Viewer, NoViewer>> => {
    const script = await provider.ClientCredentials.find(token);
    if (script?.isValid) {
      const id = script.clientId ?? "";
      const role = roles.get(id);
      if (role === undefined || !isRole(role)) return err({ kind: "bad-token" });
      return ok({ kind: "client", sub: id, name: id, role, rights: rightsOf(role, false), credential: fingerprint(token) });
    }
    const person = await provider.AccessToken.find(token);
    if (!person?.isValid || person.clientId !== DEVICE_CLIENT_ID) return err({ kind: "bad-token" });
    const confirmed = await people.confirm(person.accountId, unixMs(0));
    if (confirmed.kind === "down") return err({ kind: "directory-down" });
    if (confirmed.kind === "left" || confirmed.person === null) return err({ kind: "bad-token" });
    const { sub, name, role, mayReveal } = confirmed.person;
    return ok({ kind: "person", sub, name, role, rights: rightsOf(role, mayReveal), credential: fingerprint(token) });
  };
}
