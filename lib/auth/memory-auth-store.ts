import type { AuditEntry, AuthStore, SessionRow } from "../store/auth-store.ts";
import { memoryIssuerStore } from "./memory-issuer-store.ts";

/** A real small implementation for tests: what the SQL one promises, in maps. */
export function memoryAuthStore(): AuthStore & ReturnType<typeof memoryIssuerStore> & { readonly entries: AuditEntry[] } {
  const sessions = new Map<string, SessionRow>();
  const issuer = memoryIssuerStore();
  const entries: AuditEntry[] = [];
  return {
    ...issuer,
    entries,
    async putSession(session) {
      sessions.set(session.sid, session);
    },
    getSession: async (sid) => sessions.get(sid) ?? null,
    async touchSession(sid, change, only) {
      const kept = sessions.get(sid);
      if (!kept || Object.keys(change).length === 0) return false;
      if (only && (kept.role !== only.role || kept.mayReveal !== only.mayReveal)) return false;
      sessions.set(sid, { ...kept, ...change });
      return true;
    },
    async claimRefresh(sid, seen, at) {
      const kept = sessions.get(sid);
      if (kept === undefined || kept.refreshedAt !== seen) return false;
      sessions.set(sid, { ...kept, refreshedAt: at });
      return true;
    },
    async putRefreshToken(sid, sealed) {
      const kept = sessions.get(sid);
      if (kept) sessions.set(sid, { ...kept, refreshToken: sealed });
    },
    async deleteSessions({ sid, sub, begunBefore }) {
      if (sid === undefined && sub === undefined && begunBefore === undefined) return 0;
      const doomed = [...sessions.values()].filter(
        (row) =>
          (sid === undefined || row.sid === sid) &&
          (sub === undefined || row.sub === sub) &&
          (begunBefore === undefined || row.createdAt < begunBefore),
      );
      for (const row of doomed) sessions.delete(row.sid);
      return doomed.length;
    },
    listSessions: async (sub) =>
      [...sessions.values()]
        .filter((row) => sub === undefined || row.sub === sub)
        .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.sid < b.sid ? -1 : 1)),
    async audit(entry) {
      entries.push(entry);
    },
    listAudit: async (limit) => entries.slice(-limit).reverse(),
  };
}
