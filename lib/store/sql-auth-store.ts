import type { Kysely } from "kysely";
import { unixMs } from "#lib/base/time";
import { appendAudit } from "./audit-chain.ts";
import type { AuthStore, SessionRow } from "./auth-store.ts";
import type { Tables } from "./schema.ts";
import { createIssuerStore } from "./sql-issuer-store.ts";
import { fromStored } from "./stored-text.ts";

export function createAuthStore(db: Kysely<Tables>): AuthStore {
  return { ...createSessions(db), ...createIssuerStore(db), ...createAudit(db) };
}

type Sessions = Pick<
  AuthStore,
  "putSession" | "getSession" | "touchSession" | "claimRefresh" | "putRefreshToken" | "deleteSessions" | "listSessions"
>;

function createSessions(db: Kysely<Tables>): Sessions {
  return {
    async putSession(session) {
      const row = toSessionRow(session);
      await db
        .insertInto("sessions")
        .values(row)
        .onConflict((conflict) => conflict.column("sid").doUpdateSet(row))
        .execute();
    },
    async getSession(sid) {
      const row = await db.selectFrom("sessions").selectAll().where("sid", "=", sid).executeTakeFirst();
      return row ? fromSessionRow(row) : null;
    },
    async touchSession(sid, change, only) {
      const set = {
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.mayReveal === undefined ? {} : { may_reveal: change.mayReveal ? 1 : 0 }),
        ...(change.lastSeenAt === undefined ? {} : { last_seen_at: change.lastSeenAt }),
        ...(change.directoryCheckedAt === undefined ? {} : { directory_checked_at: change.directoryCheckedAt }),
      };
      if (Object.keys(set).length === 0) return false;
      let update = db.updateTable("sessions").set(set).where("sid", "=", sid);
      if (only) update = update.where("role", "=", only.role).where("may_reveal", "=", only.mayReveal ? 1 : 0);
      return Number((await update.executeTakeFirst()).numUpdatedRows) > 0;
    },
    async claimRefresh(sid, seen, at) {
      const update = db.updateTable("sessions").set({ refreshed_at: at }).where("sid", "=", sid);
      const claimed = seen === null ? update.where("refreshed_at", "is", null) : update.where("refreshed_at", "=", seen);
      return Number((await claimed.executeTakeFirst()).numUpdatedRows) === 1;
    },
    async putRefreshToken(sid, sealed) {
      await db.updateTable("sessions").set({ refresh_token: sealed }).where("sid", "=", sid).execute();
    },
    async deleteSessions({ sid, sub, begunBefore }) {
      // Without a condition this would sign everybody out: that is asked for by nobody.
      if (sid === undefined && sub === undefined && begunBefore === undefined) return 0;
      let deletion = db.deleteFrom("sessions");
      if (sid !== undefined) deletion = deletion.where("sid", "=", sid);
      if (sub !== undefined) deletion = deletion.where("sub", "=", sub);
      if (begunBefore !== undefined) deletion = deletion.where("created_at", "<", begunBefore);
      return Number((await deletion.executeTakeFirst()).numDeletedRows);
    },
    async listSessions(sub) {
      const all = db.selectFrom("sessions").selectAll().orderBy("last_seen_at", "desc").orderBy("sid");
      return (await (sub === undefined ? all : all.where("sub", "=", sub)).execute()).map(fromSessionRow);
    },
  };
}

const toSessionRow = (s: SessionRow): Tables["sessions"] => ({
  sid: s.sid,
  sub: s.sub,
  name: s.name,
  email: s.email,
  role: s.role,
  may_reveal: s.mayReveal ? 1 : 0,
  created_at: s.createdAt,
  last_seen_at: s.lastSeenAt,
  directory_checked_at: s.directoryCheckedAt,
  address: s.address,
  agent: s.agent,
  issuer_sid: s.issuerSid,
  id_token: s.idToken,
  issuer_sub: s.issuerSub,
  refresh_token: s.refreshToken,
  refreshed_at: s.refreshedAt,
});

const fromSessionRow = (row: Tables["sessions"]): SessionRow => ({
  sid: row.sid,
  sub: row.sub,
  name: row.name,
  email: row.email,
  role: row.role,
  mayReveal: row.may_reveal === 1,
  createdAt: unixMs(row.created_at),
  lastSeenAt: unixMs(row.last_seen_at),
  directoryCheckedAt: unixMs(row.directory_checked_at),
  address: row.address,
  agent: row.agent,
  issuerSid: row.issuer_sid,
  idToken: row.id_token,
  issuerSub: row.issuer_sub,
  refreshToken: row.refresh_token,
  refreshedAt: row.refreshed_at === null ? null : unixMs(row.refreshed_at),
});

function createAudit(db: Kysely<Tables>): Pick<AuthStore, "audit" | "listAudit"> {
  return {
    audit: (entry) => db.transaction().execute((tx) => appendAudit(tx, entry)),
    async listAudit(limit) {
      const rows = await db.selectFrom("audit").selectAll().orderBy("id", "desc").limit(limit).execute();
      return rows.map((row) => ({
        at: unixMs(row.at),
        actor: fromStored(row.actor),
        action: fromStored(row.action),
        subject: fromStored(row.subject),
        detail: fromStored(row.detail),
      }));
    },
  };
}
