import type { Kysely } from "kysely";
import type { JudgedExecution } from "#lib/detector/judgement";
import { toJudged } from "./index-rows.ts";
import { chunksOf } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { textKey } from "./stored-text.ts";

/** Many orders at one question: judging what is due must not ask for each. */
export async function executionsOf(
  db: Kysely<Tables>,
  keys: readonly string[],
  sealing: Sealing,
): Promise<ReadonlyMap<string, readonly JudgedExecution[]>> {
  const byHash = new Map(keys.map((key) => [textKey(key), key]));
  const found = new Map<string, JudgedExecution[]>();
  for (const chunk of chunksOf([...byHash.keys()])) {
    const rows = await db
      .selectFrom("executions")
      .select(["key_hash", "payload"])
      .where("key_hash", "in", chunk)
      .orderBy("chain_id")
      .orderBy("attempt")
      .execute();
    for (const row of rows) {
      const key = byHash.get(row.key_hash)!;
      const known = found.get(key);
      if (known) known.push(toJudged(row, sealing));
      else found.set(key, [toJudged(row, sealing)]);
    }
  }
  return found;
}
