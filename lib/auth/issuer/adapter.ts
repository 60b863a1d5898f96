import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from "oidc-provider";
import { type Clock, unixMs } from "../../base/time.ts";
import type { AuthStore, IssuerRecord } from "../../store/auth-store.ts";
import { fingerprint, type Keyring, seal, unseal } from "../keys.ts";

/**
 * oidc-provider's records in our store. Ids of tokens are tokens: they are kept as fingerprints, the contents sealed, so that a copy of the
 * database opens no door.
 */
export function issuerAdapter(store: AuthStore, keys: Keyring, clock: Clock): AdapterFactory {
  const open = (record: IssuerRecord | null): AdapterPayload | undefined => {
    if (record === null || (record.expiresAt !== null && record.expiresAt <= clock())) return undefined;
    const payload = unseal(record.payload, keys);
    if (payload === null) return undefined;
    const consumed = record.consumedAt === null ? {} : { consumed: Math.floor(record.consumedAt / 1000) };
    return { ...(JSON.parse(payload) as AdapterPayload), ...consumed };
  };
  const hidden = (value: string | undefined): string | null => (value === undefined ? null : fingerprint(value));

  return (model): Adapter => ({
    async upsert(id, payload, expiresIn) {
      await store.putGrantRecord({
        model,
        id: fingerprint(id),
        payload: seal(JSON.stringify(payload), keys),
        grantId: hidden(payload.grantId),
        uid: hidden(payload.uid),
        userCode: hidden(payload.userCode),
        expiresAt: expiresIn ? unixMs(clock() + expiresIn * 1000) : null,
        consumedAt: null,
        account: hidden(payload.accountId),
        client: payload.clientId ?? null,
        createdAt: clock(),
        lastUsedAt: null,
      });
    },
    find: async (id) => open(await store.getIssuerRecord(model, { id: fingerprint(id) })),
    findByUid: async (uid) => open(await store.getIssuerRecord(model, { uid: fingerprint(uid) })),
    findByUserCode: async (userCode) => open(await store.getIssuerRecord(model, { userCode: fingerprint(userCode) })),
    async consume(id) {
      // Of two replicas that are shown one code or refresh token at the same time, one gets it; the other has seen a stolen one.
      if (await store.consumeIssuerRecord(model, fingerprint(id), clock())) return;
      const record = await store.getIssuerRecord(model, { id: fingerprint(id) });
      if (record?.grantId) await revokeGrant(store, record.grantId);
      throw new errors.InvalidGrant("already used");
    },
    destroy: (id) => store.deleteIssuerRecords({ model, id: fingerprint(id) }),
    revokeByGrantId: (grantId) => store.deleteIssuerRecords({ grantId: fingerprint(grantId) }),
  });
}

/** The grant itself goes too: a token made at the same moment is worth nothing without it. */
export async function revokeGrant(store: AuthStore, grantId: string): Promise<void> {
  await store.deleteIssuerRecords({ model: "Grant", id: grantId });
  await store.deleteIssuerRecords({ grantId });
}
