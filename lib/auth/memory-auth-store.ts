import type { AuditEntry, AuthStore, IssuerRecord, SessionRow } from "../store/auth-store.ts";

/** A real small implementation for tests: what the SQL one promises, in maps. */
export function memoryAuthStore(): AuthStore & { readonly entries: AuditEntry[]; readonly records: Map<string, IssuerRecord> } {
  const sessions = new Map<string, SessionRow>();
  const records = new Map<string, IssuerRecord>();
  const secrets = new Map<string, string>();
  const entries: AuditEntry[] = [];
  return {
    entries,
    records,
    async putSession(session) {
      sessions.set(session.sid, session);
    },
    getSession: async (sid) => sessions.get(sid) ?? null,
    async touchSession(sid, change) {
      const kept = sessions.get(sid);
      if (kept) sessions.set(sid, { ...kept, ...change });
    },
    async deleteSessions({ sid, sub, expiredBefore }) {
      const doomed = [...sessions.values()].filter(
        (row) =>
          (sid === undefined || row.sid === sid) &&
          (sub === undefined || row.sub === sub) &&
          (expiredBefore === undefined || row.createdAt < expiredBefore),
      );
      for (const row of doomed) sessions.delete(row.sid);
      return doomed.length;
    },
    listSessions: async () => [...sessions.values()],
    async putGrantRecord(record) {
      records.set(`${record.model} ${record.id}`, record);
    },
    getIssuerRecord: async (model, { id, uid, userCode }) =>
      [...records.values()].find(
        (record) =>
          record.model === model &&
          (id === undefined || record.id === id) &&
          (uid === undefined || record.uid === uid) &&
          (userCode === undefined || record.userCode === userCode),
      ) ?? null,
    async consumeIssuerRecord(model, id, at) {
      const kept = records.get(`${model} ${id}`);
      if (kept) records.set(`${model} ${id}`, { ...kept, consumedAt: at });
    },
    async deleteIssuerRecords({ model, id, grantId, expiredBefore }) {
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
    async audit(entry) {
      entries.push(entry);
    },
    listAudit: async (limit) => entries.slice(-limit).reverse(),
  };
}
