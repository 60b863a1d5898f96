import { emptyAttributes } from "#lib/trace/decoded-spans";
import type { Attributes, AttributeValue } from "#lib/trace/span";

/**
 * Attribute values as JSON that gives back exactly what came in. JSON knows no bigint, bytes, NaN or −0, and an object would mix up
 * `__proto__` and our own marks, so those travel as one-key objects: {"$i":"9007199254740993"}, {"$b":"base64"}, {"$n":"NaN"},
 * {"$o":[key, value, …]}. Attribute lists are flat: [key, value, key, value, …].
 */
export type JsonValue = null | string | number | boolean | readonly JsonValue[] | { readonly [mark: string]: JsonValue };

export function toJson(value: AttributeValue): JsonValue {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { $i: value.toString() };
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return { $b: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  if (Array.isArray(value)) return value.map(toJson);
  return { $o: attributesToJson(value as Attributes) };
}

export function attributesToJson(attributes: Attributes): readonly JsonValue[] {
  const flat: JsonValue[] = [];
  for (const key in attributes) {
    const value = attributes[key]!;
    flat.push(key, typeof value === "string" ? value : toJson(value));
  }
  return flat;
}

export function fromJson(value: JsonValue): AttributeValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fromJson);
  const marked = value as { readonly [mark: string]: JsonValue };
  if (marked.$i !== undefined) return BigInt(marked.$i as string);
  if (marked.$b !== undefined) return new Uint8Array(Buffer.from(marked.$b as string, "base64"));
  if (marked.$n !== undefined) return Number(marked.$n);
  return attributesFromJson(marked.$o as readonly JsonValue[]);
}

export function attributesFromJson(flat: readonly JsonValue[]): Attributes {
  const attributes = emptyAttributes();
  for (let at = 0; at + 1 < flat.length; at += 2) attributes[flat[at] as string] = fromJson(flat[at + 1]!);
  return attributes;
}
