import type { Kysely } from "kysely";
import type { Dictionary } from "./dictionary.ts";
import type { Tables } from "./schema.ts";
import type { Sealing } from "./sealing.ts";
import { attributesOf } from "./span-payload.ts";
import { textsOf } from "./trace-facts.ts";
import { fromJson } from "./value-json.ts";

export interface SpanScan {
  readonly db: Kysely<Tables>;
  readonly dictionary: Dictionary;
  readonly sealing: Sealing;
  /** How many spans one search opens before it stops. */
  readonly mostSpans: number;
}

type Wanted = readonly { readonly key: string; readonly value: string }[];

/** Every wanted attribute on some span of the trace, or on some span's resource. Takes what it opened from the budget. */
export async function matchAttributes(scan: SpanScan, tracePk: number, wanted: Wanted, budget: { spans: number }): Promise<boolean> {
  if (wanted.length === 0) return true;
  const open = new Set(wanted);
  const rows = await scan.db.selectFrom("spans").select("payload").where("trace_pk", "=", tracePk).execute();
  budget.spans -= rows.length;
  const resources = new Set<number>();
  for (const { payload } of rows) {
    const { flat, resource } = attributesOf(payload, scan.sealing);
    resources.add(resource);
    for (const condition of open) {
      for (let at = 0; at + 1 < flat.length; at += 2) {
        if (flat[at] === condition.key && textsOf(fromJson(flat[at + 1]!)).includes(condition.value)) open.delete(condition);
      }
    }
    if (open.size === 0) return true;
  }
  const meanings = await scan.dictionary.read(resources);
  for (const id of resources) {
    const { attributes } = meanings.resource(id);
    for (const condition of open) if (textsOf(attributes[condition.key]).includes(condition.value)) open.delete(condition);
  }
  return open.size === 0;
}
