import type { Attributes, AttributeValue, SpanKind, Trace } from "../trace/span.ts";
import type { Kind } from "./policy.ts";

/** What a telling key of a trace says of somebody: looked for in the same trace's texts, which have no keys. */
export interface KnownValue {
  readonly kind: Kind;
  readonly value: string;
}

/** More people than this are in no trace that somebody reads; each costs every text of it. */
const MOST = 300;
const LONGEST = 200;

type KindOf = (key: string, spanKind?: SpanKind) => Kind | null;

/** Values under personal keys that are worth looking for: long enough, and nobody else's word. */
export function collectKnown(trace: Trace, kindOf: KindOf, isKept: (key: string) => boolean): readonly KnownValue[] {
  const found = new Map<string, KnownValue>();
  const others = new Set<string>();
  const read = (key: string, value: AttributeValue, inherited: Kind | null, spanKind?: SpanKind): void => {
    if (isKept(key)) {
      if (typeof value === "string") others.add(value.toLowerCase());
      return;
    }
    const kind = inherited ?? kindOf(key, spanKind);
    if (typeof value === "string") {
      if (kind !== null && found.size < MOST) for (const one of partsOf(kind, value)) found.set(`${kind} ${one}`, { kind, value: one });
    } else if (kind !== null && (typeof value === "number" || typeof value === "bigint")) {
      if (String(value).length >= 7) found.set(`${kind} ${value}`, { kind, value: String(value) });
    } else if (Array.isArray(value)) for (const one of value as readonly AttributeValue[]) read(key, one, kind, spanKind);
    else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
      for (const [inner, one] of Object.entries(value as Attributes))
        read(kind === "user" ? `${key}.${inner}` : inner, one, kind === "user" ? null : kind);
  };
  const all = (attributes: Attributes, spanKind?: SpanKind): void => {
    for (const key in attributes) read(key, attributes[key] ?? null, null, spanKind);
  };
  const seen = new Set<object>();
  for (const span of trace.spans) {
    all(span.attributes, span.kind);
    for (const event of span.events) all(event.attributes);
    for (const link of span.links) all(link.attributes);
    if (seen.has(span.resource)) continue;
    seen.add(span.resource);
    all(span.resource.attributes);
    others.add(span.resource.service.toLowerCase());
  }
  return [...found.values()].filter(({ value }) => !others.has(value.toLowerCase()));
}

/** Words of programs that stand under people's keys too. */
const NOBODY =
  /^(?:anonymous|unknown|undefined|system|default|service|internal|external|guest|admin(?:istrator)?|root|test(?:er|ing)?|user|users|customer|client|server|account|operator|manager|company|order|orders|payment|production|development|localhost|none|null|true|false|n\/a|basic|bearer|hidden|\[hidden\])$/i;

function partsOf(kind: Kind, whole: string): readonly string[] {
  const value = whole.trim();
  if (value.length > LONGEST || NOBODY.test(value)) return [];
  switch (kind) {
    case "name":
      return /\p{L}{2}/u.test(value) && value.length >= 3 && !value.split(NOT_NAME).every((word) => NOBODY.test(word)) ? [value] : [];
    case "user":
      // A plain short word may be anything; a short number is a count elsewhere.
      return /[\d@._\\-]|[^\x20-\x7e]/.test(value)
        ? value.length >= 5 && !/^\d{1,6}$/.test(value)
          ? [value]
          : []
        : value.length >= 6
          ? [value]
          : [];
    case "ip":
      return value.split(/\s*,\s*/).filter((one) => one.length >= 7 && !/^(?:127\.|0\.0\.0\.0|::1|localhost)/.test(one));
    case "secret":
      return secretsIn(value);
    case "email":
    case "card":
      return value.length >= 6 ? [value] : [];
    case "phone":
      return value.replace(/\D/g, "").length >= 6 ? [value] : [];
    default:
      return value.length >= 6 ? [value] : [];
  }
}

/** `Bearer abc`, `a=b; c=d`: the scheme and the cookies' names are no secrets. */
const secretsIn = (value: string): readonly string[] =>
  value
    .replace(/^(?:bearer|basic|token|digest|negotiate)\s+/i, "")
    .split(/;\s*/)
    .map((one) => one.replace(/^[\w.-]{1,60}=(?=.)/, ""))
    .filter((one) => one.length >= 8 && !/^[a-z]+$/i.test(one) && !/^\d{1,3}(?:\.\d+)*$/.test(one));

/** Finds known people in a text; null: nobody is known. `replace` is told the value as its key told it. */
export function knownFinder(
  known: readonly KnownValue[],
  replace: (value: string, kind: Kind) => string,
): ((text: string) => string) | null {
  if (known.length === 0) return null;
  const exact = new Map<string, KnownValue>();
  const parts = new Map<string, KnownValue>();
  for (const one of known) {
    if (one.kind === "name") {
      for (const form of formsOfName(one.value)) if (!exact.has(form)) exact.set(form, one);
      for (const word of one.value.split(NOT_NAME))
        if (isTelling(word)) for (const form of formsOfWord(word)) if (!parts.has(form)) parts.set(form, one);
    } else {
      exact.set(literal(one.value), one);
      const encoded = encode(one.value);
      if (encoded !== one.value) exact.set(literal(encoded), one);
    }
  }
  const finders = [finderOf(exact, "giu"), ...(parts.size > 0 ? [finderOf(parts, "gu")] : [])];
  return (text) => finders.reduce((masked, find) => find(masked, replace), text);
}

function finderOf(forms: ReadonlyMap<string, KnownValue>, flags: string) {
  // Longest first: a surname within a full name is the full name's.
  const sorted = [...forms].sort(([a], [b]) => b.length - a.length);
  const values = sorted.map(([, one]) => one);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${sorted.map(([form]) => `(${form})`).join("|")})(?![\\p{L}\\p{N}]|[.]\\d)`, flags);
  return (text: string, replace: (value: string, kind: Kind) => string): string =>
    text.replace(pattern, (whole, ...groups: unknown[]) => {
      const at = groups.findIndex((group) => typeof group === "string");
      const one = values[at];
      return one ? replace(one.value, one.kind) : whole;
    });
}

const NOT_NAME = /[\s,.]+/;
const BETWEEN = "(?:[\\s,+_]|%20){1,3}";
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const encode = (text: string): string => {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Every order of its words, since one system says "Ada Lovelace" and the next "Lovelace, Ada"; and as it stands in an address. */
function formsOfName(value: string): readonly string[] {
  const words = value.split(NOT_NAME).filter((word) => word !== "");
  if (words.length < 2 || words.length > 3) return [literal(value), literal(encode(value))];
  return [...new Set([...ordersOf(words).map((list) => list.map(formsOfFirst).join(BETWEEN)), literal(encode(value))])];
}

const formsOfFirst = (word: string): string => formsOfWord(word)[0] ?? literal(word);

const ordersOf = (words: readonly string[]): readonly (readonly string[])[] =>
  words.length < 2
    ? [words]
    : words.flatMap((word, at) => ordersOf(words.filter((_, other) => other !== at)).map((rest) => [word, ...rest]));

/** Russian names are declined: "Иванова" is told as "Ивановой". */
function formsOfWord(word: string): readonly string[] {
  if (!/^[А-ЯЁ][а-яё]{3,}$/.test(word)) return [literal(word)];
  const stem = word.replace(/(?:[аеёиоуыэюя]{1,2}|ий|ый|ой|й|ь)$/, "");
  return [`${literal(stem.length >= 3 ? stem : word)}[а-яё]{0,3}`];
}

/** One word of a name alone: long, with a capital, and no word of everyday. */
const isTelling = (word: string): boolean => /^\p{Lu}[\p{L}'’-]{3,}$/u.test(word) && !NOBODY.test(word);
