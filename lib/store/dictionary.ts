import { hash } from "node:crypto";
import type { Kysely } from "kysely";
import { HOUR_MS } from "#lib/base/time";
import type { Resource, Scope } from "#lib/trace/span";
import type { Flavour } from "./flavour.ts";
import { chunksOf } from "./insert-rows.ts";
import type { Tables } from "./schema.ts";
import { readText, SEAL_MARK, type Sealing, UNREADABLE } from "./sealing.ts";
import type { Meanings } from "./span-payload.ts";
import { attributesFromJson, attributesToJson, type JsonValue } from "./value-json.ts";
import { lockWriters } from "./write-lock.ts";

/**
 * Resources and scopes, each kept once: a resource of an auto-instrumented service has about a kilobyte, the same for all its spans.
 * `idOf` works on what `learn` has stored; `read` brings the meanings of ids back.
 */
export interface Dictionary {
  learn(entries: Iterable<Resource | Scope>, now: number): Promise<void>;
  idOf(entry: Resource | Scope): number;
  read(ids: Iterable<number>): Promise<Meanings>;
  /** Rows that nothing kept can name any more: all that were last used before the oldest kept trace came. */
  forgetUnusedBefore(time: number): Promise<void>;
}

/** How stale `last_used` may be: it is written at most this often. */
const USE_GRAIN_MS = HOUR_MS;
const MOST_CACHED = 20_000;

interface Known {
  readonly id: number;
  readonly lastUsed: number;
}

export function createDictionary(db: Kysely<Tables>, flavour: Flavour, sealing: Sealing): Dictionary {
  // Batches share one object among their spans, so most spans are answered by identity.
  let jsonOf = new WeakMap<object, string>();
  const known = new Map<string, Known>();
  const meanings = new Map<number, Resource | Scope>();

  const textOf = (entry: Resource | Scope): string => {
    let text = jsonOf.get(entry);
    if (text === undefined) {
      text = JSON.stringify("attributes" in entry ? resourceToJson(entry) : [entry.name, entry.version]);
      jsonOf.set(entry, text);
    }
    return text;
  };

  return {
    async learn(entries, now) {
      const missing = new Set<string>();
      const tells = new Set<string>();
      for (const entry of entries) {
        const text = textOf(entry);
        const found = known.get(text);
        if (found !== undefined && now - found.lastUsed <= USE_GRAIN_MS) continue;
        missing.add(text);
        if (isPersonal(sealing, entry)) tells.add(text);
      }
      if (missing.size === 0) return;
      if (known.size + missing.size > MOST_CACHED) known.clear();
      const learnt = await db.transaction().execute(async (tx) => {
        await lockWriters(tx, flavour);
        const found = new Map<string, Known>();
        const top = await tx
          .selectFrom("dictionary")
          .select(({ fn }) => fn.max("id").as("id"))
          .executeTakeFirst();
        let next = Number(top?.id ?? 0) + 1;
        for (const text of missing) {
          const personal = tells.has(text);
          const key = hash("sha256", personal ? sealing.blind(text) : text);
          const row = await tx.selectFrom("dictionary").select("id").where("hash", "=", key).executeTakeFirst();
          const id = row?.id ?? next++;
          if (row) await tx.updateTable("dictionary").set({ last_used: now }).where("id", "=", id).execute();
          else
            await tx
              .insertInto("dictionary")
              .values({ id, hash: key, json: personal ? SEAL_MARK + sealing.seal(text) : text, last_used: now })
              .execute();
          found.set(text, { id, lastUsed: now });
        }
        return found;
      });
      for (const [text, entry] of learnt) known.set(text, entry);
    },
    idOf(entry) {
      const found = known.get(textOf(entry));
      if (found === undefined) throw new Error("A resource or scope was stored before it was learnt");
      return found.id;
    },
    async read(ids) {
      if (meanings.size > MOST_CACHED) meanings.clear();
      const wanted = new Map<number, Resource | Scope>();
      const missing: number[] = [];
      for (const id of new Set(ids)) {
        const found = meanings.get(id);
        if (found === undefined) missing.push(id);
        else wanted.set(id, found);
      }
      for (const chunk of chunksOf(missing)) {
        for (const row of await db.selectFrom("dictionary").select(["id", "json"]).where("id", "in", chunk).execute()) {
          const meaning = fromText(readText(sealing, row.json));
          wanted.set(row.id, meaning);
          meanings.set(row.id, meaning);
        }
      }
      return { resource: (id) => wanted.get(id) as Resource, scope: (id) => wanted.get(id) as Scope };
    },
    async forgetUnusedBefore(time) {
      await db
        .deleteFrom("dictionary")
        .where("last_used", "<", time - 2 * USE_GRAIN_MS)
        // The newest stays, so that ids are never given twice.
        .where("id", "<", ({ selectFrom }) => selectFrom("dictionary").select(({ fn }) => fn.max("id").as("id")))
        .execute();
      known.clear();
      jsonOf = new WeakMap();
    },
  };
}

function isPersonal(sealing: Sealing, entry: Resource | Scope): boolean {
  if (!("attributes" in entry)) return [entry.name, entry.version ?? ""].some(sealing.isPersonalText);
  if ([entry.service, entry.instance ?? "", entry.version ?? ""].some(sealing.isPersonalText)) return true;
  return Object.entries(entry.attributes).some(([key, value]) => sealing.isPersonalText(key) || sealing.isPersonal(key, value));
}

const resourceToJson = (r: Resource) => [r.service, r.instance, r.version, attributesToJson(r.attributes)];

function fromText(json: string): Resource | Scope {
  if (json.startsWith(SEAL_MARK)) return { service: UNREADABLE, instance: null, version: null, attributes: {} };
  const parts = JSON.parse(json) as readonly JsonValue[];
  if (parts.length === 2) return { name: parts[0] as string, version: parts[1] as string | null };
  const [service, instance, version, flat] = parts;
  return {
    service: service as string,
    instance: instance as string | null,
    version: version as string | null,
    attributes: attributesFromJson(flat as readonly JsonValue[]),
  };
}
