import { emptyAttributes } from "../trace/decoded-spans.ts";
import type { Attributes, AttributeValue, SpanKind, Trace } from "../trace/span.ts";
import { classifyKey } from "./classify-key.ts";
import { collectKnown, type KnownValue, knownFinder } from "./known-people.ts";
import { isStatementKey, maskStatement } from "./mask-statement.ts";
import { maskText, mayHold, type TextRules } from "./mask-text.ts";
import type { Kind, MaskingPolicy } from "./policy.ts";
import { HIDDEN, isPseudonym, PSEUDONYM, pseudonym } from "./pseudonym.ts";
import { remembering } from "./remembering.ts";

/** Masks values by key and by shape. One lives long: the same few thousand values come again and again. */
export interface Masker {
  text(text: string): string;
  value(key: string, value: AttributeValue, spanKind?: SpanKind): AttributeValue;
  /** The same object where nothing in it is personal. */
  attributes(attributes: Attributes, spanKind?: SpanKind): Attributes;
  /** What these traces' keys say of people; their texts are to be masked by `knowing` it. */
  known(traces: readonly Trace[]): readonly KnownValue[];
  /** The same masker, which finds these people in texts without keys too. */
  knowing(known: readonly KnownValue[]): Masker;
}

/** What a key says, worked out once a key. */
interface KeyRole {
  readonly kept: boolean;
  readonly kind: Kind | null;
  readonly isPeer: boolean;
  readonly isBody: boolean;
  readonly isStatement: boolean;
}

const WHOLE_BODIES = /(^|[._])(request|response|message|http|messaging)[._].*(body|payload|content)$|^(body|payload)$/i;
/** On a server's span the peer is the caller, a person perhaps; on a client's it is a machine of ours. */
const PEER_ADDRESSES = /^(network\.peer\.address|net\.peer\.ip|net\.sock\.peer\.addr|peer\.address)$/i;

/** For somebody who gave a reason: what is personal stays as it is, and is told. */
export interface Opening {
  /** Each value that was left as it is. */
  readonly onOpened: (value: string) => void;
}

/** Never opened, whatever the reason: what opens something else, or pays. */
const SHUT: ReadonlySet<Kind> = new Set(["secret", "card"]);
/** The id of a session signs in as its owner. */
const SESSION_KEYS = /sess(?:ion)?(?![a-z])|sid\b/i;

export function makeMasker(policy: MaskingPolicy, key: Uint8Array, opening: Opening | null = null): Masker {
  const roles = remembering((name: string): KeyRole => {
    const lower = name.toLowerCase();
    const kept = policy.keptKeys.has(lower);
    // A key that was masked itself says nothing any more.
    const kind = kept || PSEUDONYM.test(name) ? null : (policy.extraKeys.get(lower) ?? classifyKey(name));
    return {
      kept,
      kind: opening !== null && kind === "user" && SESSION_KEYS.test(name) ? "secret" : kind,
      isPeer: PEER_ADDRESSES.test(name),
      isBody: WHOLE_BODIES.test(name),
      isStatement: isStatementKey(name),
    };
  });
  const pseudonyms = remembering((tagged: string): string => {
    const cut = tagged.indexOf(" ");
    return pseudonym(tagged.slice(cut + 1), key, tagged.slice(0, cut) as Kind);
  });
  const replace = (value: string, kind: Kind): string => {
    if (kind === "secret" || value === HIDDEN) return HIDDEN;
    if (opening !== null && !SHUT.has(kind)) {
      opening.onOpened(value);
      return value;
    }
    return isPseudonym(value, key) ? value : pseudonyms(`${kind} ${value}`);
  };
  const rules: TextRules = { replace, kindOf: (name) => roles(name).kind, key };
  const statements = remembering(maskStatement);
  // Most values hold nothing, and come again: remembering costs half of what asking does.
  const plainText = remembering((plain: string): string => (mayHold(plain) ? maskText(plain, rules) : plain));
  return makeReader({ roles, replace, statements, opens: opening !== null }, plainText);
}

interface Rules {
  readonly roles: (name: string) => KeyRole;
  readonly replace: (value: string, kind: Kind) => string;
  readonly statements: (statement: string) => string;
  readonly opens: boolean;
}

/** Masks by these rules, and texts by `text`. */
function makeReader(rules: Rules, text: (plain: string) => string): Masker {
  const { roles, replace, statements, opens } = rules;
  const all = (value: AttributeValue, kind: Kind): AttributeValue => {
    if (value === null || typeof value === "boolean" || value === "") return value;
    // Opened, it still loses what is shut within: a token in a person's field.
    if (typeof value === "string") return opens ? text(replaceWhole(value, kind)) : replaceWhole(value, kind);
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
    const role = roles(name);
    if (role.kept) return value;
    const kind = role.kind ?? (role.isPeer && spanKind === "server" ? "ip" : null);
    // A person as a map holds more than the person's id: each part is judged by its own name, `customer.qty` too.
    if (kind === "user" && isMap(value)) return mapInside(value, (inner, one) => maskValue(`${name}.${inner}`, one, spanKind), text);
    if (kind !== null) return all(value, kind);
    if (typeof value === "string") {
      if (role.isBody && value !== "") return /^\[hidden, \d+ characters\]$/.test(value) ? value : `[hidden, ${value.length} characters]`;
      return text(role.isStatement ? statements(value) : value);
    }
    if (typeof value === "number" || typeof value === "bigint") return maskNumber(value, text);
    if (value instanceof Uint8Array) return maskBytes(value, text);
    if (value === null || typeof value === "boolean") return value;
    return mapInside(value, (inner, one) => maskValue(inner ?? name, one, spanKind), text);
  };

  const kindOf = (name: string, spanKind?: SpanKind): Kind | null =>
    roles(name).kind ?? (roles(name).isPeer && spanKind === "server" ? "ip" : null);
  return {
    text,
    value: maskValue,
    known: (traces) => traces.flatMap((trace) => collectKnown(trace, kindOf, (name) => roles(name).kept)),
    knowing(known) {
      const find = knownFinder(known, replace);
      return find === null
        ? this
        : makeReader(
            rules,
            remembering((plain) => text(find(plain))),
          );
    },
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
  const to = emptyAttributes();
  for (const key of Object.keys(from)) {
    const name = text(key);
    const inner = from[key] ?? null;
    to[name] = map(key, inner);
    changed ||= name !== key || to[name] !== inner;
  }
  return changed ? to : from;
}
