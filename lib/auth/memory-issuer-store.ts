import type { IssuerRecord, IssuerStore, Mark } from "../store/issuer-store.ts";

/** For tests, in maps; the SQL one's contract holds for both. */
export function memoryIssuerStore(): IssuerStore & { readonly records: Map<string, IssuerRecord>; readonly marks: Map<string, Mark> } {
  const records = new Map<string, IssuerRecord>();
  const secrets = new Map<string, string>();
  const marks = new Map<string, Mark>();
  const keyOf = (model: string, id: string): string => `${model} ${id}`;
  return {
    records,
    marks,
    async putGrantRecord(record) {
      const before = records.get(keyOf(record.model, record.id));
      const kept = before === undefined ? {} : { createdAt: before.createdAt, lastUsedAt: before.lastUsedAt };
      records.set(keyOf(record.model, record.id), { ...record, ...kept });
    },
    async getIssuerRecord(model, { id, uid, userCode }) {
      if (id === undefined && uid === undefined && userCode === undefined) return null;
      const isIt = (record: IssuerRecord): boolean =>
        record.model === model &&
        (id === undefined || record.id === id) &&
        (uid === undefined || record.uid === uid) &&
        (userCode === undefined || record.userCode === userCode);
      return [...records.values()].find(isIt) ?? null;
    },
    listIssuerRecords: async ({ models, now, account, client, grantId, id }) =>
      [...records.values()]
        .filter(
          (record) =>
            models.includes(record.model) &&
            (record.expiresAt === null || record.expiresAt > now) &&
            (account === undefined || record.account === account) &&
            (client === undefined || record.client === client) &&
            (grantId === undefined || record.grantId === grantId) &&
            (id === undefined || record.id === id),
        )
        .toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1)),
    async consumeIssuerRecord(model, id, at) {
      const kept = records.get(keyOf(model, id));
      if (!kept || kept.consumedAt !== null) return false;
      records.set(keyOf(model, id), { ...kept, consumedAt: at });
      return true;
    },
    async touchIssuerRecords(where, at) {
      for (const [key, record] of records) {
        const isIt = "grantId" in where ? record.grantId === where.grantId : record.model === where.model && record.id === where.id;
        if (isIt) records.set(key, { ...record, lastUsedAt: at });
      }
    },
    async deleteIssuerRecords({ model, id, grantId, expiredBefore }) {
      if (id === undefined && grantId === undefined && expiredBefore === undefined) return;
      for (const [key, record] of records)
        if (
          (model === undefined || record.model === model) &&
          (id === undefined || record.id === id) &&
          (grantId === undefined || record.grantId === grantId) &&
          (expiredBefore === undefined || (record.expiresAt !== null && record.expiresAt < expiredBefore))
        )
          records.delete(key);
    },
    getSecret: async (name) => secrets.get(name) ?? null,
    async putSecretOnce(name, value) {
      if (!secrets.has(name)) secrets.set(name, value);
      return secrets.get(name) ?? value;
    },
    listSecrets: async (prefix) =>
      [...secrets]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => ({ name, value }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    async replaceSecret(name, from, to) {
      if (secrets.get(name) !== from) return false;
      secrets.set(name, to);
      return true;
    },
    async deleteSecret(name) {
      secrets.delete(name);
    },
    async putMarks(made) {
      for (const mark of made) marks.set(mark.id, mark);
    },
    listMarks: async (keys, since) =>
      [...marks.values()]
        .filter(({ key, at }) => keys.includes(key) && at >= since)
        .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)),
    async deleteMarks({ ids, key, expiredBefore }) {
      if (ids === undefined && key === undefined && expiredBefore === undefined) return;
      for (const mark of marks.values())
        if (
          (ids === undefined || ids.includes(mark.id)) &&
          (key === undefined || mark.key === key) &&
          (expiredBefore === undefined || mark.until < expiredBefore)
        )
          marks.delete(mark.id);
    },
  };
}
