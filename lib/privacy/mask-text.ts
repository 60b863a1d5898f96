import { findCards } from "./find-cards.ts";
import { findDocuments, mayHoldDocument } from "./find-documents.ts";
import { findEmails } from "./find-emails.ts";
import { findIbans } from "./find-ibans.ts";
import { maskNames, mayHoldName } from "./find-names.ts";
import { findPhones } from "./find-phones.ts";
import { maskCarried, maskQuotedStatements } from "./mask-carried.ts";
import type { Kind } from "./policy.ts";
import { HIDDEN, isPseudonym, PSEUDONYM } from "./pseudonym.ts";

export interface TextRules {
  /** For the value of one thing: pseudonym, or hidden. */
  readonly replace: (value: string, kind: Kind) => string;
  readonly kindOf: (key: string) => Kind | null;
  readonly key: Uint8Array;
}

/**
 * Personal data in free text, in the order in which one rule could spoil another's signs:
 * credentials, then `key=value` of telling keys, then shapes that tell by themselves. What is a pseudonym already stays.
 */
export function maskText(text: string, rules: TextRules): string {
  let masked = text;
  // What one rule put in can end a word that another rule waits for: again, until nothing changes.
  for (let round = 0; round < MOST_ROUNDS && mayHold(masked); round++) {
    const before = masked;
    const parts = before.split(KEEP);
    masked = parts.map((part) => (isPseudonym(part, rules.key) ? part : maskPlain(part, rules))).join("");
    if (masked === before) break;
  }
  return masked;
}

const MOST_ROUNDS = 4;

const KEEP = new RegExp(`(${PSEUDONYM.source.replaceAll("(user", "(?:user").replaceAll("([0-9a-f]", "(?:[0-9a-f]")})`);

/** One quick look: most values (methods, routes, hosts, counts) hold none of these signs. */
const MAY_HOLD =
  /[@=:+]|%40|%2b|&#|&commat|\d{7}|\d(?:[ )\u00a0\u2009\u202f\u2010-\u2015-]|%20)\d|\d{3}\.\d{3}\.\d{2}|\d{4}\.\d{4}|eyj|bearer|basic |_live_|_test_|gh[opsur]_|github_pat|glpat-|akia|asia[0-9]|xox|aiza|ya29|sg\.|npm_|sk-|-----begin|["'«]|\/(?:users?|customers?|clients?|accounts?|profiles?)\//i;

/** Of an account's number: capitals, or groups of four. In lower case and one piece every other hash would look like it. */
const MAY_BE_IBAN = /[A-Z]{2}\d{2}[A-Z0-9]{11}|[A-Za-z]{2}\d{2}[ \u00a0][A-Za-z0-9]{4}[ \u00a0]/;

export const mayHold = (text: string): boolean =>
  MAY_HOLD.test(text) || MAY_BE_IBAN.test(text) || mayHoldName(text) || mayHoldDocument(text);

function maskPlain(text: string, rules: TextRules): string {
  let masked = maskCarried(maskQuotedStatements(text))
    .replace(/([a-z0-9+.-]{1,20}:\/\/)[^\s/@"'<>]{1,300}@/gi, `$1${HIDDEN}@`)
    .replace(/(bearer|basic|negotiate|digest)(\s+|%20|\+)[\w.~+/=-]{6,}/gi, `$1$2${HIDDEN}`)
    .replace(/eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*){0,3}|(?<![A-Za-z0-9])eyJ[\w-]{8,}\.?/g, HIDDEN)
    .replace(KEYS, HIDDEN)
    .replace(PRIVATE_KEY, HIDDEN);
  masked = maskPairs(masked, rules);
  masked = masked.replace(PERSON_PATH, (whole, before: string, id: string) => (isNoId(id) ? whole : before + rules.replace(id, "user")));
  masked = masked.replace(QUOTED_USER, (_, before: string, user: string) => before + rules.replace(user, "user"));
  masked = replaceRanges(masked, findEmails(masked), "email", rules);
  masked = replaceRanges(masked, findIbans(masked), "document", rules);
  masked = replaceRanges(masked, findCards(masked), "card", rules);
  masked = replaceRanges(masked, findDocuments(masked), "document", rules);
  masked = replaceRanges(masked, findPhones(masked), "phone", rules);
  return maskNames(masked, (name) => rules.replace(name, "name"));
}

/** Keys of well-known services, each with a beginning of its own. */
const KEYS =
  /(?:sk|pk|rk)_(?:live|test)_\w{8,}|gh[opsur]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|(?:AKIA|ASIA)[0-9A-Z]{12,}|xox[abeoprs]-[\w-]{8,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_\w{30,}|sk-[\w-]{20,}|(?<!\d)\d{8,10}:AA[\w-]{30,}/g;
/** Cut off by an exporter it goes to the end. */
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g;

const PERSON_PATH = /(\/(?:users?|customers?|clients?|accounts?|profiles?)\/)([^/?#\s"'<>,;)]{1,200})/gi;
/** `:id`, `{id}`, `<id>`: a route's template; a plain word is a sub-resource; masked already. */
const isNoId = (id: string): boolean => /^[:{[<*$]/.test(id) || /^[a-z-]{1,12}$/.test(id) || /-[0-9a-f]{12}$/.test(id);

/** `password authentication failed for user "ada"`. */
const QUOTED_USER = /((?:user|login|username|account|customer)\s{1,3}["'«])([^"'»\r\n]{1,100})(?=["'»])/gi;

/** `key=value`, `key: value`, `"key": "value"`, wherever the key is one that promises something personal. */
const PAIR =
  /(["']?)([\p{L}_][\p{L}\p{N}_.-]{1,60})\1(\s{0,3}[:=]\s{0,3})("(?:[^"\\]|\\.){0,2000}"?|'(?:[^'\\]|\\.){0,2000}'?|[^\s,;&"'()[\]{}<>]{1,2000})/gu;

function maskPairs(text: string, rules: TextRules): string {
  if (!/[:=]/.test(text)) return text;
  return text.replace(PAIR, (whole, quote: string, key: string, sign: string, value: string) => {
    const kind = rules.kindOf(key);
    // `https:` is no key: what stands behind it is an address with pairs of its own.
    if (value.startsWith("//")) return whole.slice(0, -value.length) + maskPairs(value, rules);
    if (kind === null) return whole;
    const mark = /^["']/.exec(value)?.[0] ?? "";
    const plain = mark === "" ? value : value.slice(1, value.length > 1 && value.endsWith(mark) ? -1 : undefined);
    if (plain === "" || plain === HIDDEN || NO_VALUE.test(plain) || isAddressOfMachine(kind, plain)) return whole;
    return `${quote}${key}${quote}${sign}${mark}${rules.replace(plain, kind)}${mark}`;
  });
}

/** Placeholders of statements and templates; words for nothing. */
const NO_VALUE = /^(?:[?$%:@]\w{0,20}|null|true|false|undefined|none)$/i;

/** "connect ECONNREFUSED address: 10.0.0.5" is about a machine. */
const isAddressOfMachine = (kind: Kind, value: string): boolean => kind === "address" && /^[\d.:a-f[\]]+$/i.test(value);

function replaceRanges(text: string, ranges: readonly (readonly [number, number])[], kind: Kind, rules: TextRules): string {
  if (ranges.length === 0) return text;
  let result = "";
  let at = 0;
  for (const [start, end] of ranges) {
    result += text.slice(at, start) + rules.replace(text.slice(start, end), kind);
    at = end;
  }
  return result + text.slice(at);
}
