import { emptyAttributes, MAX_NESTING, Undecodable } from "./decoded-spans.ts";
import type { Attributes, AttributeValue } from "./span.ts";

/** A path is only spelled out when it is needed: most bodies are well formed. */
export type Path = string | (() => string);

const spell = (at: Path): string => (typeof at === "string" ? at : at());

function refuse(at: Path, demand: string): never {
  const field = spell(at);
  throw new Undecodable("malformed", field, `${field} must be ${demand}`);
}

export function readObject(value: unknown, at: Path): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(at, "an object");
  return value as Readonly<Record<string, unknown>>;
}

export function arrayOf(value: unknown, at: Path): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) refuse(at, "an array");
  return value;
}

export function readText(value: unknown, at: Path): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") refuse(at, "a string");
  return value;
}

export const readAttributes = (value: unknown, at: Path): Attributes => readPairs(value, at, 0);

/** One value, from no body that could be named. */
export const readAttributeValue = (value: unknown): AttributeValue => readValue(value, "value", 0);

function readPairs(value: unknown, at: Path, depth: number): Attributes {
  const attributes = emptyAttributes();
  const pairs = arrayOf(value, at);
  for (let i = 0; i < pairs.length; i++) {
    const usual = readUsualPair(pairs[i]);
    if (usual !== null) {
      attributes[usual.key] = usual.value.stringValue;
      continue;
    }
    const pair = readObject(pairs[i], () => `${spell(at)}[${i}]`);
    const key = readText(pair["key"], () => `${spell(at)}[${i}].key`) ?? "";
    attributes[key] = readValue(pair["value"], () => `${spell(at)}[${i}].value`, depth);
  }
  return attributes;
}

interface UsualPair {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

/** Nine of ten attributes are texts: read without a thought of what may be wrong with them, which would cost a closure a level. Null: look closer. */
function readUsualPair(pair: unknown): UsualPair | null {
  const { key, value } = (pair ?? NOTHING) as Partial<UsualPair>;
  return typeof key === "string" && typeof value?.stringValue === "string" ? (pair as UsualPair) : null;
}
const NOTHING = {};

/** `depth`: how many arrays and maps are around this value. */
function readValue(value: unknown, at: Path, depth: number): AttributeValue {
  if (value === undefined || value === null) return null;
  const any = readObject(value, at);
  if (any["stringValue"] != null) return readText(any["stringValue"], () => `${spell(at)}.stringValue`);
  if (any["intValue"] != null) return readInt(any["intValue"], () => `${spell(at)}.intValue`);
  if (any["boolValue"] != null) return readBoolean(any["boolValue"], () => `${spell(at)}.boolValue`);
  if (any["doubleValue"] != null) return readDouble(any["doubleValue"], () => `${spell(at)}.doubleValue`);
  if (any["arrayValue"] != null) {
    const here = () => `${spell(at)}.arrayValue`;
    if (depth >= MAX_NESTING) refuseDepth();
    const values = arrayOf(readObject(any["arrayValue"], here)["values"], () => `${here()}.values`);
    return values.map((item, i) => readValue(item, () => `${here()}.values[${i}]`, depth + 1));
  }
  if (any["kvlistValue"] != null) {
    const here = () => `${spell(at)}.kvlistValue`;
    if (depth >= MAX_NESTING) refuseDepth();
    return readPairs(readObject(any["kvlistValue"], here)["values"], () => `${here()}.values`, depth + 1);
  }
  if (any["bytesValue"] != null) {
    const base64 = readText(any["bytesValue"], () => `${spell(at)}.bytesValue`) ?? "";
    return new Uint8Array(Buffer.from(base64, "base64"));
  }
  return null;
}

/** No field is named: its path would be thousands of characters of brackets. */
function refuseDepth(): never {
  throw new Undecodable("too-deep", "attributes", `attributes are nested deeper than ${MAX_NESTING} levels`);
}

function readBoolean(value: unknown, at: Path): boolean {
  if (typeof value !== "boolean") refuse(at, "true or false");
  return value;
}

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** A number where a double holds it exactly, a bigint beyond. */
function readInt(value: unknown, at: Path): number | bigint {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value !== "string" || !/^-?\d{1,19}$/.test(value)) refuse(at, "a 64-bit integer");
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  const big = BigInt(value);
  if (big < MIN_INT64 || big > MAX_INT64) refuse(at, "a 64-bit integer");
  return big;
}

function readDouble(value: unknown, at: Path): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) refuse(at, "a number");
  return Number(value);
}
