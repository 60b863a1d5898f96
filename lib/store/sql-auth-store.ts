import type { Kysely } from "kysely";
import { unixMs } from "#lib/base/time";
import { appendAudit } from "./audit-chain.ts";
import type { AuthStore, IssuerRecord, SessionRow } from "./auth-store.ts";
import type { Tables } from "./schema.ts";
import { fromStored } from "./stored-text.ts";

export function createAuthStore(db: Kysely<Tables>): AuthStore {
  return { ...createSessions(db), ...createIssuerRecords(db), ...createSecrets(db), ...createAudit(db) };
}

type Sessions = Pick<AuthStore, "putSession" | "getSession" | "touchSession" | "deleteSessions" | "listSessions">;

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
    async touchSession(sid, change) {
      const set = {
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.mayReveal === undefined ? {} : { may_reveal: change.mayReveal ? 1 : 0 }),
        ...(change.lastSeenAt === undefined ? {} : { last_seen_at: change.lastSeenAt }),
        ...(change.directoryCheckedAt === undefined ? {} : { directory_checked_at: change.directoryCheckedAt }),
      };
      if (Object.keys(set).length === 0) return;
      await db.updateTable("sessions").set(set).where("sid", "=", sid).execute();
    },
    async deleteSessions({ sid, sub, expiredBefore }) {
      // Without a condition this would sign everybody out: that is asked for by nobody.
      if (sid === undefined && sub === undefined && expiredBefore === undefined) return 0;
      let deletion = db.deleteFrom("sessions");
      if (sid !== undefined) deletion = deletion.where("sid", "=", sid);
      if (sub !== undefined) deletion = deletion.where("sub", "=", sub);
      if (expiredBefore !== undefined) deletion = deletion.where("last_seen_at", "<", expiredBefore);
      return Number((await deletion.executeTakeFirst()).numDeletedRows);
    },
    async listSessions() {
      return (await db.selectFrom("sessions").selectAll().orderBy("last_seen_at", "desc").execute()).map(fromSessionRow);
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
});

type IssuerRecords = Pick<AuthStore, "putGrantRecord" | "getIssuerRecord" | "consumeIssuerRecord" | "deleteIssuerRecords">;

function createIssuerRecords(db: Kysely<Tables>): IssuerRecords {
  return {
    async putGrantRecord(record) {
      const row = toIssuerRow(record);
      await db
        .insertInto("issuer_records")
        .values(row)
        .onConflict((conflict) => conflict.columns(["model", "id"]).doUpdateSet(row))
        .execute();
    },
    async getIssuerRecord(model, { id, uid, userCode }) {
      if (id === undefined && uid === undefined && userCode === undefined) return null;
      let rows = db.selectFrom("issuer_records").selectAll().where("model", "=", model);
      if (id !== undefined) rows = rows.where("id", "=", id);
      if (uid !== undefined) rows = rows.where("uid", "=", uid);
      if (userCode !== undefined) rows = rows.where("user_code", "=", userCode);
      const row = await rows.executeTakeFirst();
      return row ? fromIssuerRow(row) : null;
    },
    async consumeIssuerRecord(model, id, at) {
      await db.updateTable("issuer_records").set({ consumed_at: at }).where("model", "=", model).where("id", "=", id).execute();
    },
    async deleteIssuerRecords({ model, id, grantId, expiredBefore }) {
      if (id === undefined && grantId === undefined && expiredBefore === undefined) return;
      let deletion = db.deleteFrom("issuer_records");
      if (model !== undefined) deletion = deletion.where("model", "=", model);
      if (id !== undefined) deletion = deletion.where("id", "=", id);
      if (grantId !== undefined) deletion = deletion.where("grant_id", "=", grantId);
      if (expiredBefore !== undefined) deletion = deletion.where("expires_at", "<", expiredBefore);
      await deletion.execute();
    },
  };
}

const toIssuerRow = (r: IssuerRecord): Tables["issuer_records"] => ({
  model: r.model,
  id: r.id,
  payload: r.payload,
  grant_id: r.grantId,
  uid: r.uid,
  user_code: r.userCode,
  expires_at: r.expiresAt,
  consumed_at: r.consumedAt,
  account: r.account,
  client: r.client,
  created_at: r.createdAt,
});

const fromIssuerRow = (row: Tables["issuer_records"]): IssuerRecord => ({
  model: row.model,
  id: row.id,
  payload: row.payload,
  grantId: row.grant_id,
  uid: row.uid,
  userCode: row.user_code,
  expiresAt: row.expires_at === null ? null : unixMs(row.expires_at),
  consumedAt: row.consumed_at === null ? null : unixMs(row.consumed_at),
  account: row.account,
  client: row.client,
  createdAt: row.created_at === null ? null : unixMs(row.created_at),
});

function createSecrets(db: Kysely<Tables>): Pick<AuthStore, "getSecret" | "putSecretOnce"> {
  const getSecret = async (name: string): Promise<string | null> =>
    (await db.selectFrom("secrets").select("value").where("name", "=", name).executeTakeFirst())?.value ?? null;
  return {
    getSecret,
    async putSecretOnce(name, value) {
      await db
        .insertInto("secrets")
        .values({ name, value })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return (await getSecret(name))!;
    },
  };
}

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
