import type { Attributes, SpanKind } from "#lib/trace/span";
import { type Sealing, UNREADABLE } from "./sealing.ts";
import { attributesFromJson, attributesToJson, fromJson, type JsonValue, toJson } from "./value-json.ts";

/** `{"$e": …}` stands in a payload where something personal is: a value, a text, or a whole list whose keys themselves tell something. */
interface Sealed {
  readonly $e: string;
}

export type SealedText = string | Sealed;
export type SealedList = readonly JsonValue[] | Sealed;

const isSealed = (value: unknown): value is Sealed => typeof value === "object" && value !== null && "$e" in value;

const open = (sealing: Sealing, { $e }: Sealed): JsonValue => {
  const plain = sealing.open($e);
  return plain === null ? UNREADABLE : (JSON.parse(plain) as JsonValue);
};

export const sealText = (sealing: Sealing, text: string): SealedText =>
  sealing.isPersonalText(text) ? { $e: sealing.seal(JSON.stringify(text)) } : text;

export const openText = (sealing: Sealing, text: SealedText): string => (typeof text === "string" ? text : String(open(sealing, text)));

export function sealAttributes(sealing: Sealing, attributes: Attributes, kind?: SpanKind): SealedList {
  const flat: JsonValue[] = [];
  for (const key in attributes) {
    if (sealing.isPersonalText(key)) return { $e: sealing.seal(JSON.stringify(attributesToJson(attributes))) };
    const value = attributes[key]!;
    const json = typeof value === "string" ? value : toJson(value);
    flat.push(key, sealing.isPersonal(key, value, kind) ? { $e: sealing.seal(JSON.stringify(json)) } : json);
  }
  return flat;
}

/** As `attributesToJson` made it, so far as it can be opened. */
export function openList(sealing: Sealing, list: SealedList): readonly JsonValue[] {
  if (isSealed(list)) {
    const opened = open(sealing, list);
    return Array.isArray(opened) ? opened : [];
  }
  return list.some(isSealed) ? list.map((value) => (isSealed(value) ? open(sealing, value) : value)) : list;
}

export const openAttributes = (sealing: Sealing, list: SealedList): Attributes => attributesFromJson(openList(sealing, list));

export const openValue = (sealing: Sealing, value: JsonValue) => fromJson(isSealed(value) ? open(sealing, value) : value);
