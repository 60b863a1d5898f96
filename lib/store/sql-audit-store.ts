import type { Kysely } from "kysely";
import { type UnixMs, unixMs } from "#lib/base/time";
import { appendAudit, appendContent, lockHead, sealOf, toContent, toKey } from "./audit-chain.ts";
import { AUDIT_RETAINED, type AuditHead, type AuditQuery, type AuditRow, type AuditStore, type AuditVerdict } from "./audit-store.ts";
import type { Tables } from "./schema.ts";
import { fromStored, toStored } from "./stored-text.ts";

export function createAuditStore(db: Kysely<Tables>): AuditStore {
  return {
    append: (entry) => db.transaction().execute((tx) => appendAudit(tx, entry)),
    appendOnce: (entry, withinMs) =>
      db.transaction().execute(async (tx) => {
        // Under the lock: two replicas that show the same order at once write one row.
        const end = await lockHead(tx);
        const content = toContent(entry);
        const same = await tx
          .selectFrom("audit")
          .select("at")
          .where("actor", "=", content.actor)
          .where("subject", "=", content.subject)
          .where("action", "=", content.action)
          .orderBy("id", "desc")
          .limit(1)
          .executeTakeFirst();
        if (same && entry.at - Number(same.at) < withinMs) return false;
        await appendContent(tx, content, end);
        return true;
      }),
    async list(query) {
      return (await select(db, query).orderBy("id", "desc").limit(query.limit).execute()).map(toRow);
    },
    async names(limit) {
      const distinct = async (column: "action" | "actor") =>
        (await db.selectFrom("audit").select(column).distinct().orderBy(column).limit(limit).execute()).map((row) =>
          fromStored(row[column]!),
        );
      const [actions, actors] = await Promise.all([distinct("action"), distinct("actor")]);
      return { actions, actors };
    },
    head: () => headOf(db),
    verify: (expected) => verify(db, expected),
    retain: (olderThan, now) => retain(db, olderThan, now),
  };
}

function select(db: Kysely<Tables>, { actor, action, subject, from, to, before }: AuditQuery) {
  let rows = db.selectFrom("audit").selectAll();
  if (actor !== undefined) rows = rows.where("actor", "=", toKey(actor));
  if (action !== undefined) rows = rows.where((is) => is.or([is("action", "=", toKey(action)), is("action", "like", prefixOf(action))]));
  if (subject !== undefined) rows = rows.where("subject", "=", toKey(subject));
  if (from !== undefined) rows = rows.where("at", ">=", from);
  if (to !== undefined) rows = rows.where("at", "<", to);
  if (before !== undefined) rows = rows.where("id", "<", before);
  return rows;
}

/** `config` → `config.%`; nothing of ours holds a wildcard, and what somebody types must not be one. */
const prefixOf = (action: string): string => `${toStored(action).replace(/[%_\\]/g, "")}.%`;

const toRow = (row: Tables["audit"] | (Omit<Tables["audit"], "id"> & { readonly id: number })): AuditRow => ({
  id: Number(row.id),
  at: unixMs(Number(row.at)),
  actor: fromStored(row.actor),
  action: fromStored(row.action),
  subject: fromStored(row.subject),
  detail: fromStored(row.detail),
  hash: row.hash ?? "",
});

const SLICE = 2_000;

/** The first row's former hash is not kept: it is the empty one, or what an anchor says that retention left behind. */
async function verify(db: Kysely<Tables>, expected?: string): Promise<AuditVerdict> {
  const anchor = await anchorOf(db);
  let former = anchor;
  let seen = expected === undefined || expected === former;
  let after = 0;
  let rows = 0;
  let from: UnixMs | null = null;
  const broken = (brokenAt: number, reason: string): AuditVerdict => ({ whole: false, rows, brokenAt, reason });
  let head = await headOf(db);
  for (;;) {
    const all = db.selectFrom("audit").selectAll().orderBy("id").where("id", ">", after);
    const slice = await all.where("id", "<=", head.id).limit(SLICE).execute();
    for (const row of slice) {
      if (row.hash !== sealOf(former, row)) {
        // Retention may have gone by since the anchor was read.
        if (rows === 0 && (await anchorOf(db)) !== anchor) return verify(db, expected);
        return broken(Number(row.id), row.hash === null ? "has no hash" : CHANGED);
      }
      former = row.hash;
      seen ||= former === expected;
      from ??= unixMs(Number(row.at));
      rows++;
      after = Number(row.id);
    }
    if (slice.length > 0) continue;
    if (former !== head.hash) return broken(head.id, "is the last that was written, and is gone with all after the row before it");
    // What was written meanwhile has moved the head; what stands behind a head that has not moved was put there by nobody of ours.
    const beyond = await all.limit(1).executeTakeFirst();
    const before = head;
    head = await headOf(db);
    if (beyond === undefined) break;
    if (head.id === before.id) return broken(Number(beyond.id), "was put in behind the last that was written");
  }
  if (!seen) return broken(after, "is where the chain ends, and the head that you expect is nowhere in it: it was written anew since");
  return { whole: true, rows, head: former, from };
}

const CHANGED = "does not follow from the row before it: it was changed, or something before it was taken out or put in";

async function headOf(db: Kysely<Tables>): Promise<AuditHead> {
  const row = await db.selectFrom("audit_head").selectAll().where("one", "=", 1).executeTakeFirstOrThrow();
  return { id: Number(row.row_id), hash: row.hash, count: Number(row.row_count) };
}

interface Anchor {
  readonly hash: string;
}

async function anchorOf(db: Kysely<Tables>): Promise<string> {
  const row = await db
    .selectFrom("audit")
    .select("detail")
    .where("action", "=", AUDIT_RETAINED)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return "";
  try {
    return String((JSON.parse(fromStored(row.detail)) as Anchor).hash);
  } catch {
    return "";
  }
}

function retain(db: Kysely<Tables>, olderThan: UnixMs, now: UnixMs): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const end = await lockHead(tx);
    // One piece from the beginning, even where a clock was set back in between: what comes after the first younger row stays.
    const young = await tx
      .selectFrom("audit")
      .select(({ fn }) => fn.min("id").as("id"))
      .where("at", ">=", olderThan)
      .executeTakeFirst();
    const bound = young?.id === null || young?.id === undefined ? Number.MAX_SAFE_INTEGER : Number(young.id);
    const last = await tx.selectFrom("audit").selectAll().where("id", "<", bound).orderBy("id", "desc").limit(1).executeTakeFirst();
    if (!last) return 0;
    const gone = await tx.deleteFrom("audit").where("id", "<=", last.id).executeTakeFirst();
    const count = Number(gone.numDeletedRows);
    const detail = JSON.stringify({ count, until: new Date(Number(last.at)).toISOString(), hash: last.hash });
    await appendContent(
      tx,
      toContent({ at: now, actor: "loupe", action: AUDIT_RETAINED, subject: `audit/${Number(last.id)}`, detail }),
      end,
    );
    return count;
  });
}
