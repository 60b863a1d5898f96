import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { AuditEntry } from "./auth-store.ts";
import type { Tables } from "./schema.ts";
import { toStored } from "./stored-text.ts";

type Content = Pick<Tables["audit"], "at" | "actor" | "action" | "subject" | "detail">;

/** Over the text as it lies in the table, so that a row can be checked without knowing what it means. */
export const sealOf = (former: string, { at, actor, action, subject, detail }: Content): string =>
  createHash("sha256")
    .update(JSON.stringify([former, Number(at), actor, action, subject, detail]))
    .digest("hex");

export const toContent = ({ at, actor, action, subject, detail }: AuditEntry): Content => ({
  ...{ at, actor: toKey(actor), action: toKey(action), subject: toKey(subject), detail: toStored(detail) },
});

const LONGEST = 300;

/** Index rows end at 2.7 kB in PostgreSQL, an order id may have 16: what is cut off is told by a hash. */
export const toKey = (text: string): string =>
  text.length <= LONGEST
    ? toStored(text)
    : `${toStored(text.slice(0, LONGEST))}… ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;

/**
 * Appends to the chain inside a transaction of the caller's: what is done and that it was done are one. The head's row is locked first (an
 * update that changes nothing), so that of two writers one waits for the other's commit; on SQLite the transaction itself is that lock.
 */
export async function appendAudit(tx: Transaction<Tables>, entry: AuditEntry): Promise<void> {
  await appendContent(tx, toContent(entry), await lockHead(tx));
}

export interface ChainEnd {
  readonly hash: string;
  readonly count: number;
}

export async function lockHead(tx: Transaction<Tables>): Promise<ChainEnd> {
  await sql`update audit_head set one = 1 where one = 1`.execute(tx);
  const head = await tx.selectFrom("audit_head").select(["hash", "row_count"]).where("one", "=", 1).executeTakeFirstOrThrow();
  return { hash: head.hash, count: Number(head.row_count) };
}

export async function appendContent(tx: Transaction<Tables>, content: Content, end: ChainEnd): Promise<ChainEnd> {
  const hash = sealOf(end.hash, content);
  const { id } = await tx
    .insertInto("audit")
    .values({ ...content, hash })
    .returning("id")
    .executeTakeFirstOrThrow();
  const next = { hash, count: end.count + 1 };
  await tx
    .updateTable("audit_head")
    .set({ row_id: Number(id), hash, row_count: next.count })
    .where("one", "=", 1)
    .execute();
  return next;
}

const SLICE = 1_000;

/** Rows that an older Loupe wrote have no hash: they are chained once, in their order, when the store is first opened. */
export async function sealOldRows(db: Kysely<Tables>): Promise<void> {
  for (;;) {
    const left = await db.transaction().execute(async (tx) => {
      let end = await lockHead(tx);
      // Only what stands before the chain's first row: a hash that is missing later on was taken away by somebody.
      if (end.count > 0 && !(await isSealing(tx))) return 0;
      const rows = await tx.selectFrom("audit").selectAll().where("hash", "is", null).orderBy("id").limit(SLICE).execute();
      for (const row of rows) {
        const hash = sealOf(end.hash, row);
        end = { hash, count: end.count + 1 };
        await tx.updateTable("audit").set({ hash }).where("id", "=", row.id).execute();
        await tx
          .updateTable("audit_head")
          .set({ row_id: Number(row.id), hash, row_count: end.count })
          .where("one", "=", 1)
          .execute();
      }
      await tx.deleteFrom("documents").where("key", "=", SEALING).execute();
      if (rows.length === SLICE) await tx.insertInto("documents").values({ key: SEALING, value: "1" }).execute();
      return rows.length;
    });
    if (left < SLICE) return;
  }
}

/** Set while old rows are being chained over several transactions: a restart in between goes on. */
const SEALING = "audit-sealing";

const isSealing = async (tx: Transaction<Tables>): Promise<boolean> =>
  (await tx.selectFrom("documents").select("key").where("key", "=", SEALING).executeTakeFirst()) !== undefined;
