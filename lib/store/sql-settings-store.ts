import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import { err, ok } from "#lib/base/result";
import { unixMs } from "#lib/base/time";
import { appendAudit } from "./audit-chain.ts";
import type { Flavour } from "./flavour.ts";
import type { Tables } from "./schema.ts";
import type { ConfigVersion, SettingsStore } from "./settings-store.ts";
import { fromStored, toStored } from "./stored-text.ts";
import { lockWriters } from "./write-lock.ts";

export function createSettingsStore(db: Kysely<Tables>, flavour: Flavour): SettingsStore {
  const newest = (from: Pick<Kysely<Tables>, "selectFrom">) =>
    from.selectFrom("config_versions").selectAll().orderBy("number", "desc").limit(1).executeTakeFirst();
  return {
    addVersion: (version, base) =>
      db.transaction().execute(async (tx) => {
        await lockWriters(tx, flavour);
        const before = await newest(tx);
        if (before && Number(before.number) !== base) return err(toVersion(before));
        const row = {
          number: Number(before?.number ?? 0) + 1,
          at: version.at,
          actor: toStored(version.actor),
          note: toStored(version.note),
          sha: createHash("sha256").update(version.text).digest("hex"),
          text: toStored(version.text),
        };
        await tx.insertInto("config_versions").values(row).execute();
        const subject = `chain-config/${row.number}`;
        const detail = JSON.stringify({ base, sha: row.sha, note: version.note });
        await appendAudit(tx, { at: version.at, actor: version.actor, action: version.action, subject, detail });
        return ok(toVersion(row));
      }),
    async newestVersion() {
      const row = await newest(db);
      return row ? toVersion(row) : null;
    },
    async newestNumber() {
      const row = await db
        .selectFrom("config_versions")
        .select(({ fn }) => fn.max("number").as("number"))
        .executeTakeFirst();
      return Number(row?.number ?? 0);
    },
    async getVersion(number) {
      const row = await db.selectFrom("config_versions").selectAll().where("number", "=", number).executeTakeFirst();
      return row ? toVersion(row) : null;
    },
    async listVersions(limit, before) {
      const all = db.selectFrom("config_versions").selectAll();
      const some = before === undefined ? all : all.where("number", "<", before);
      return (await some.orderBy("number", "desc").limit(limit).execute()).map(toVersion);
    },
  };
}

type Row = Tables["config_versions"];

const toVersion = ({ number, at, actor, note, sha, text }: Row): ConfigVersion => ({
  ...{ number: Number(number), at: unixMs(Number(at)), actor: fromStored(actor), note: fromStored(note), sha, text: fromStored(text) },
});
