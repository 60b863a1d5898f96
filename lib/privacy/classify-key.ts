import {
  BARE_PEOPLE,
  CARDS,
  CLIENT_ADDRESSES,
  DOCUMENTS,
  INFRASTRUCTURE,
  LOGINS,
  MACHINES,
  MAILS,
  MEASURES,
  NAME_PAIRS,
  PEOPLE,
  PERSON_IDS,
  PHONES,
  POSTAL,
  POSTAL_PARTS,
  SECRET_PAIRS,
  SECRETS,
  SURNAMES,
} from "./key-words.ts";
import type { Kind } from "./policy.ts";

/**
 * What a key promises of its value. Keys are cut into words, so that spellings do not matter:
 *
 *   customer.fullName → customer full name → name        http.request.header.set-cookie → … set cookie → secret
 *   db.name           → db name            → nothing     gen_ai.usage.input_tokens      → … tokens     → nothing
 */
export function classifyKey(key: string): Kind | null {
  const words = wordsOf(key);
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const joined = words.join(" ");
  const has = (set: ReadonlySet<string>): boolean => words.some((word) => set.has(word));

  if (has(SECRETS) || SECRET_PAIRS.test(joined)) return MEASURES.has(last) ? null : "secret";
  if (has(MAILS)) return MEASURES.has(last) ? null : "email";
  if (has(PHONES)) return MEASURES.has(last) ? null : "phone";
  if (DOCUMENTS.test(joined)) return "document";
  if (CARDS.test(joined)) return "card";
  if (CLIENT_ADDRESSES.test(joined)) return "ip";
  if (INFRASTRUCTURE.test(joined)) return null;
  if (NAME_PAIRS.test(joined) || SURNAMES.has(last)) return "name";
  if (last === "name" && PEOPLE.has(before)) return before === "user" ? "user" : "name";
  if (BARE_PEOPLE.has(last) && words.length <= 2) return "user";
  if (PERSON_IDS.test(joined) || LOGINS.has(last)) return "user";
  if (POSTAL_PARTS.test(joined)) return "address";
  if (has(POSTAL) || (last === "address" && !words.some((word) => MACHINES.has(word)))) return "address";
  return null;
}

const wordsOf = (key: string): readonly string[] =>
  key
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9а-яё]+/)
    .filter((word) => word !== "");
