import { type Clock, type UnixMs, unixMs } from "../../base/time.ts";
import type { AuthStore, IssuerRecord } from "../../store/auth-store.ts";
import type { ApiClientConfig } from "../config.ts";
import type { TokenInfo, Tokens } from "../gate.ts";
import { fingerprint, type Keyring, unseal } from "../keys.ts";
import { revokeGrant } from "./adapter.ts";
import { DEVICE_CLIENT_ID } from "./clients.ts";
import { scopesOf } from "./scopes.ts";

interface Parts {
  readonly store: AuthStore;
  readonly keys: Keyring;
  readonly clock: Clock;
  readonly apiClients: readonly ApiClientConfig[];
}

/** Of what oidc-provider keeps of a token, as much as is shown. */
interface Kept {
  readonly accountId?: string;
  readonly clientId?: string;
  readonly scope?: string;
}

const DEVICE_MODELS = ["AccessToken", "RefreshToken"] as const;

/** The tokens that work today, out of the issuer's records: a device's grant is one, however often its tokens were renewed. */
export function makeTokenList({ store, keys, clock, apiClients }: Parts): Tokens {
  const configured = new Set(apiClients.map(({ id }) => id));
  const read = ({ payload }: IssuerRecord): Kept => JSON.parse(unseal(payload, keys) ?? "{}") as Kept;

  const infoOf = (id: string, records: readonly IssuerRecord[], grantEnd: UnixMs | null): TokenInfo | null => {
    const first = records[0];
    const live = records.filter(({ consumedAt }) => consumedAt === null);
    if (first === undefined || live.length === 0) return null;
    const { accountId, clientId, scope } = read(first);
    const isDevice = first.model !== "ClientCredentials";
    const owner = isDevice ? accountId : clientId;
    // The pages' own sign-in holds a token for the moment of its redirect; it opens nothing. A client that is no longer configured is out.
    if (!owner || !clientId || (isDevice ? clientId !== DEVICE_CLIENT_ID : !configured.has(clientId))) return null;
    const ends = Math.max(...live.map(({ expiresAt }) => expiresAt ?? 0));
    const used = Math.max(...records.map(({ lastUsedAt }) => lastUsedAt ?? 0));
    return {
      ...{ id, kind: isDevice ? "device" : "client", owner, client: clientId, scopes: scopesOf(scope) },
      createdAt: unixMs(Math.min(...records.map(({ createdAt }) => createdAt ?? clock()))),
      expiresAt: unixMs(grantEnd === null ? ends : Math.min(ends, grantEnd)),
      lastUsedAt: used === 0 ? null : unixMs(used),
    };
  };

  const list = async (where: { readonly account?: string; readonly client?: string; readonly grantId?: string }) => {
    const [devices, grants] = await Promise.all([
      store.listIssuerRecords({ models: DEVICE_MODELS, now: clock(), ...where }),
      // A token whose grant is gone or over is worth nothing.
      store.listIssuerRecords({ models: ["Grant"], now: clock(), ...(where.account === undefined ? {} : { account: where.account }) }),
    ]);
    const ends = new Map(grants.map(({ id, expiresAt }) => [id, expiresAt]));
    return [...Map.groupBy(devices, ({ grantId }) => grantId ?? "")].flatMap(([grantId, records]) =>
      ends.has(grantId) ? (infoOf(grantId, records, ends.get(grantId) ?? null) ?? []) : [],
    );
  };
  const listScripts = async (where: { readonly client?: string; readonly id?: string }) =>
    (await store.listIssuerRecords({ models: ["ClientCredentials"], now: clock(), ...where })).flatMap(
      (record) => infoOf(record.id, [record], null) ?? [],
    );
  const actorOf = ({ kind, owner }: TokenInfo): string => (kind === "client" ? `client/${owner}` : owner);
  const revoke = async (token: TokenInfo, by: string, why: string): Promise<void> => {
    if (token.kind === "client") await store.deleteIssuerRecords({ model: "ClientCredentials", id: token.id });
    else await revokeGrant(store, token.id);
    const detail = JSON.stringify({ kind: token.kind, token: token.id.slice(0, 8), why });
    await store.audit({ at: clock(), actor: by, action: "token-revoked", subject: actorOf(token), detail });
  };

  return {
    async listTokens({ sub, client }) {
      const devices = list({ ...(sub === undefined ? {} : { account: fingerprint(sub) }), ...(client === undefined ? {} : { client }) });
      const scripts = sub === undefined ? listScripts(client === undefined ? {} : { client }) : [];
      return [...(await devices), ...(await scripts)].toSorted((a, b) => b.createdAt - a.createdAt);
    },
    async revokeToken(id, by) {
      const token = (await list({ grantId: id }))[0] ?? (await listScripts({ id }))[0] ?? null;
      if (token !== null) await revoke(token, by, "revoked");
      return token;
    },
    async revokeTokensOf(sub, why) {
      const tokens = await list({ account: fingerprint(sub) });
      for (const token of tokens) await revoke(token, "directory", why);
      return tokens.length;
    },
    async ownersOfTokens() {
      return [...new Set((await list({})).map(({ owner }) => owner))];
    },
  };
}

/** With another issuer than the bundled one. */
export const noTokens: Tokens = {
  listTokens: async () => [],
  revokeToken: async () => null,
  revokeTokensOf: async () => 0,
  ownersOfTokens: async () => [],
};
