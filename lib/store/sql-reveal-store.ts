import type { Kysely } from "kysely";
import { HOUR_MS, unixMs } from "#lib/base/time";
import type { RevealRow, RevealStore } from "./reveal-store.ts";
import type { Tables } from "./schema.ts";
import { fromStored, toStored } from "./stored-text.ts";

export function createRevealStore(db: Kysely<Tables>): RevealStore {
  return {
    give: (reveal) =>
      db.transaction().execute(async (tx) => {
        const subject = toStored(reveal.subject);
        await tx
          .deleteFrom("reveals")
          .where("until_at", "<", reveal.givenAt - 24 * HOUR_MS)
          .execute();
        await tx
          .updateTable("reveals")
          .set({ until_at: reveal.givenAt })
          .where("credential", "=", reveal.credential)
          .where("subject", "=", subject)
          .where("until_at", ">", reveal.givenAt)
          .execute();
        await tx
          .insertInto("reveals")
          .values({
            ...{ id: reveal.id, credential: reveal.credential, sub: toStored(reveal.sub), subject, reason: toStored(reveal.reason) },
            ...{ given_at: reveal.givenAt, until_at: reveal.until },
          })
          .execute();
      }),
    async activeOf(credential, now) {
      const rows = await db
        .selectFrom("reveals")
        .selectAll()
        .where("credential", "=", credential)
        .where("until_at", ">", now)
        .orderBy("given_at", "desc")
        .execute();
      return rows.map(toReveal);
    },
    async end(id, credential, now) {
      const row = await db
        .updateTable("reveals")
        .set({ until_at: now })
        .where("id", "=", id)
        .where("credential", "=", credential)
        .where("until_at", ">", now)
        .returningAll()
        .executeTakeFirst();
      return row ? toReveal(row) : null;
    },
  };
}

const toReveal = (row: Tables["reveals"]): RevealRow => ({
  ...{ id: row.id, credential: row.credential, sub: fromStored(row.sub), subject: fromStored(row.subject) },
  ...{ reason: fromStored(row.reason), givenAt: unixMs(Number(row.given_at)), until: unixMs(Number(row.until_at)) },
});
