import type { Kysely } from "kysely";
import { unixMs } from "#lib/base/time";
import type { IssuerRecord, IssuerStore, Mark } from "./issuer-store.ts";
import type { Tables } from "./schema.ts";

export function createIssuerStore(db: Kysely<Tables>): IssuerStore {
  return { ...createRecords(db), ...createSecrets(db), ...createMarks(db) };
}

type Records = Pick<
  IssuerStore,
  "putGrantRecord" | "getIssuerRecord" | "listIssuerRecords" | "consumeIssuerRecord" | "touchIssuerRecords" | "deleteIssuerRecords"
>;

function createRecords(db: Kysely<Tables>): Records {
  return {
    async putGrantRecord(record) {
      const row = toIssuerRow(record);
      const { created_at: _kept, last_used_at: _also, ...change } = row;
      await db
        .insertInto("issuer_records")
        .values(row)
        .onConflict((conflict) => conflict.columns(["model", "id"]).doUpdateSet(change))
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
    async listIssuerRecords({ models, now, account, client, grantId, id }) {
      let rows = db
        .selectFrom("issuer_records")
        .selectAll()
        .where("model", "in", [...models])
        .where((is) => is.or([is("expires_at", "is", null), is("expires_at", ">", now)]));
      if (account !== undefined) rows = rows.where("account", "=", account);
      if (client !== undefined) rows = rows.where("client", "=", client);
      if (grantId !== undefined) rows = rows.where("grant_id", "=", grantId);
      if (id !== undefined) rows = rows.where("id", "=", id);
      return (await rows.orderBy("created_at").orderBy("id").execute()).map(fromIssuerRow);
    },
    async consumeIssuerRecord(model, id, at) {
      const done = await db
        .updateTable("issuer_records")
        .set({ consumed_at: at })
        .where("model", "=", model)
        .where("id", "=", id)
        .where("consumed_at", "is", null)
        .executeTakeFirst();
      return Number(done.numUpdatedRows) === 1;
    },
    async touchIssuerRecords(where, at) {
      const update = db.updateTable("issuer_records").set({ last_used_at: at });
      if ("grantId" in where) await update.where("grant_id", "=", where.grantId).execute();
      else await update.where("model", "=", where.model).where("id", "=", where.id).execute();
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
  last_used_at: r.lastUsedAt,
});

const timeOf = (at: number | null): IssuerRecord["expiresAt"] => (at === null ? null : unixMs(Number(at)));

const fromIssuerRow = (row: Tables["issuer_records"]): IssuerRecord => ({
  model: row.model,
  id: row.id,
  payload: row.payload,
  grantId: row.grant_id,
  uid: row.uid,
  userCode: row.user_code,
  expiresAt: timeOf(row.expires_at),
  consumedAt: timeOf(row.consumed_at),
  account: row.account,
  client: row.client,
  createdAt: timeOf(row.created_at),
  lastUsedAt: timeOf(row.last_used_at),
});

type Secrets = Pick<IssuerStore, "getSecret" | "putSecretOnce" | "listSecrets" | "replaceSecret" | "deleteSecret">;

function createSecrets(db: Kysely<Tables>): Secrets {
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
    async listSecrets(prefix) {
      const rows = await db.selectFrom("secrets").select(["name", "value"]).execute();
      // A handful of rows: no wildcard has to be escaped, no collation to be known.
      return rows.filter(({ name }) => name.startsWith(prefix)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    async replaceSecret(name, from, to) {
      const done = await db.updateTable("secrets").set({ value: to }).where("name", "=", name).where("value", "=", from).executeTakeFirst();
      return Number(done.numUpdatedRows) === 1;
    },
    async deleteSecret(name) {
      await db.deleteFrom("secrets").where("name", "=", name).execute();
    },
  };
}

function createMarks(db: Kysely<Tables>): Pick<IssuerStore, "putMarks" | "listMarks" | "deleteMarks"> {
  return {
    async putMarks(marks) {
      if (marks.length > 0)
        await db
          .insertInto("marks")
          .values(marks.map(({ id, key, at, until }) => ({ id, key, at, until_at: until })))
          .execute();
    },
    async listMarks(keys, since) {
      if (keys.length === 0) return [];
      const rows = await db
        .selectFrom("marks")
        .selectAll()
        .where("key", "in", [...keys])
        .where("at", ">=", since)
        .orderBy("at", "desc")
        .orderBy("id", "desc")
        .execute();
      return rows.map(({ id, key, at, until_at }): Mark => ({ id, key, at: unixMs(Number(at)), until: unixMs(Number(until_at)) }));
    },
    async deleteMarks({ ids, key, expiredBefore }) {
      if (ids === undefined && key === undefined && expiredBefore === undefined) return;
      if (ids?.length === 0) return;
      let deletion = db.deleteFrom("marks");
      if (ids !== undefined) deletion = deletion.where("id", "in", [...ids]);
      if (key !== undefined) deletion = deletion.where("key", "=", key);
      if (expiredBefore !== undefined) deletion = deletion.where("until_at", "<", expiredBefore);
      await deletion.execute();
    },
  };
}
