import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import { err, ok, type Result } from "../base/result.ts";
import type { ApiClientConfig, ExternalIssuerConfig } from "./config.ts";
import { fingerprint } from "./keys.ts";
import { grantsOfGroups, isRole, rightsOf } from "./roles.ts";
import type { NoViewer, Viewer } from "./viewer.ts";

/** Bearer tokens of the company's own issuer: JWTs for us, verified with the issuer's published keys. */
export function makeExternalTokenReader(issuer: ExternalIssuerConfig, apiClients: readonly ApiClientConfig[]) {
  const roles = new Map(apiClients.map((client) => [client.id, client.role]));
  let keys: ReturnType<typeof createRemoteJWKSet> | null = null;
  const load = async () => {
    const answer = await fetch(`${issuer.url}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(10_000) });
    const found = (await answer.json()) as { readonly jwks_uri?: unknown };
    if (typeof found.jwks_uri !== "string") throw new Error("the issuer's discovery names no keys");
    return createRemoteJWKSet(new URL(found.jwks_uri));
  };
  return async (token: string): Promise<Result<Viewer, NoViewer>> => {
    try {
      keys ??= await load();
      const { payload } = await jwtVerify(token, keys, { issuer: issuer.url, algorithms: ["RS256", "PS256", "ES256", "EdDSA"] });
      return viewerOf(payload, fingerprint(token)) ?? err({ kind: "bad-token" });
    } catch {
      return err({ kind: "bad-token" });
    }
  };

  function viewerOf(payload: JWTPayload, credential: string): Result<Viewer, NoViewer> | null {
    const clientId = payload["azp"] ?? payload["client_id"];
    const audience = [payload.aud ?? []].flat();
    const scriptRole = typeof clientId === "string" ? roles.get(clientId) : undefined;
    if (typeof clientId === "string" && scriptRole !== undefined && isRole(scriptRole))
      return ok({ kind: "client", sub: clientId, name: clientId, role: scriptRole, rights: rightsOf(scriptRole, false), credential });
    // A token that the issuer made for another application is none for us.
    if (!audience.includes(issuer.clientId) || issuer.groupsClaim === null || !payload.sub) return null;
    const groups = payload[issuer.groupsClaim];
    const grants = grantsOfGroups(Array.isArray(groups) ? groups.map(String) : [], issuer.groupRoles);
    const name = typeof payload["name"] === "string" ? payload["name"] : payload.sub;
    if (grants === null) return null;
    return ok({ kind: "person", sub: payload.sub, name, role: grants.role, rights: rightsOf(grants.role, grants.mayReveal), credential });
  }
}
