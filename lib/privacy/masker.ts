import type { Attributes, AttributeValue, SpanKind } from "../trace/span.ts";
import { classifyKey } from "./classify-key.ts";
import { isStatementKey, maskStatement } from "./mask-statement.ts";
import { maskText, type TextRules } from "./mask-text.ts";
import type { Kind, MaskingPolicy } from "./policy.ts";
import { HIDDEN, isPseudonym, PSEUDONYM, pseudonym } from "./pseudonym.ts";

/** Masks values by key and by shape. One lives long: the same few thousand values come again and again. */
export interface Masker {
  text(text: string): string;
  value(key: string, value: AttributeValue, spanKind?: SpanKind): AttributeValue;
  /** The same object where nothing in it is personal. */
  attributes(attributes: Attributes, spanKind?: SpanKind): Attributes;
}

const MOST_CACHED = 20_000;
const LONGEST_CACHED = 500;
const WHOLE_BODIES = /(^|[._])(request|response|message|http|messaging)[._].*(body|payload|content)$|^(body|payload)$/i;
/** On a server's span the peer is the caller, a person perhaps; on a client's it is a machine of ours. */
const PEER_ADDRESSES = /^(network\.peer\.address|net\.peer\.ip|net\.sock\.peer\.addr|peer\.address)$/i;

export function makeMasker(policy: MaskingPolicy, key: Uint8Array): Masker {
  const kinds = cached((name: string): Kind | null => {
    const lower = name.toLowerCase();
    // A key that was masked itself says nothing any more.
    if (policy.keptKeys.has(lower) || PSEUDONYM.test(name)) return null;
    return policy.extraKeys.get(lower) ?? classifyKey(name);
  });
  const pseudonyms = cached((tagged: string): string => {
    const cut = tagged.indexOf(" ");
    return pseudonym(tagged.slice(cut + 1), key, tagged.slice(0, cut) as Kind);
  });
  const replace = (value: string, kind: Kind): string => {
    if (kind === "secret" || value === HIDDEN) return HIDDEN;
    return isPseudonym(value, key) ? value : pseudonyms(`${kind} ${value}`);
  };
  const rules: TextRules = { replace, kindOf: kinds, key };
  const text = cached((plain: string): string => maskText(plain, rules));

  const all = (value: AttributeValue, kind: Kind): AttributeValue => {
    if (value === null || typeof value === "boolean" || value === "") return value;
    if (typeof value === "string") return replaceWhole(value, kind);
    if (typeof value === "number" || typeof value === "bigint") return replace(String(value), kind);
    if (value instanceof Uint8Array) return HIDDEN;
    return mapInside(value, (_, inner) => all(inner, kind), text);
  };
  /** A list of addresses in one string gives each its own pseudonym: `ada@x.test, bob@x.test`. */
  const replaceWhole = (value: string, kind: Kind): string =>
    kind === "email" || kind === "ip"
      ? value
          .split(/(\s*[,;]\s*)/)
          .map((part, at) => (at % 2 === 1 || part === "" ? part : replace(part, kind)))
          .join("")
      : replace(value, kind);

  const maskValue = (name: string, value: AttributeValue, spanKind?: SpanKind): AttributeValue => {
    const lower = name.toLowerCase();
    if (policy.keptKeys.has(lower)) return value;
    const kind = kinds(name) ?? (spanKind === "server" && PEER_ADDRESSES.test(name) ? "ip" : null);
    // A person as a map holds more than the person's id: each part is judged by its own name, `customer.qty` too.
    if (kind === "user" && isMap(value)) return mapInside(value, (inner, one) => maskValue(`${name}.${inner}`, one, spanKind), text);
    if (kind !== null) return all(value, kind);
    if (typeof value === "string") {
      if (WHOLE_BODIES.test(name) && value !== "")
        return /^\[hidden, \d+ characters\]$/.test(value) ? value : `[hidden, ${value.length} characters]`;
      return text(isStatementKey(name) ? maskStatement(value) : value);
    }
    if (typeof value === "number" || typeof value === "bigint") return maskNumber(value, text);
    if (value instanceof Uint8Array) return maskBytes(value, text);
    if (value === null || typeof value === "boolean") return value;
    return mapInside(value, (inner, one) => maskValue(inner ?? name, one, spanKind), text);
  };

  return {
    text,
    value: maskValue,
    attributes: (attributes, spanKind) =>
      mapInside(attributes, (name, value) => maskValue(name ?? "", value, spanKind), text) as Attributes,
  };
}

const isMap = (value: AttributeValue): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** Ten digits and fewer are nobody's phone, fractions are measures. */
function maskNumber(value: number | bigint, text: (plain: string) => string): AttributeValue {
  if (typeof value === "number" && (!Number.isSafeInteger(value) || value < 1e10)) return value;
  const plain = String(value);
  const masked = text(plain);
  return masked === plain ? value : masked;
}

function maskBytes(value: Uint8Array, text: (plain: string) => string): AttributeValue {
  const plain = new TextDecoder().decode(value);
  const masked = text(plain);
  return masked === plain ? value : masked;
}

/** Copies on the first change only; keys may hold something personal too. */
function mapInside(
  value: readonly AttributeValue[] | Attributes,
  map: (key: string | null, value: AttributeValue) => AttributeValue,
  text: (plain: string) => string,
): AttributeValue {
  if (Array.isArray(value)) {
    const list = value as readonly AttributeValue[];
    const mapped = list.map((one) => map(null, one));
    return mapped.some((one, at) => one !== list[at]) ? mapped : list;
  }
  const from = value as Attributes;
  let changed = false;
  const to: { [key: string]: AttributeValue } = Object.create(null);
  for (const key of Object.keys(from)) {
    const name = text(key);
    const inner = from[key] ?? null;
    to[name] = map(key, inner);
    changed ||= name !== key || to[name] !== inner;
  }
  return changed ? to : from;
}

/** Oldest out first; long values are not worth keeping. */
function cached<T>(make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined || kept.has(text)) return known as T;
    const made = make(text);
    if (text.length > LONGEST_CACHED) return made;
    if (kept.size >= MOST_CACHED) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
    kept.set(text, made);
    return made;
  };
}
