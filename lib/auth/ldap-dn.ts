/**
 * Distinguished names as directories compare them: case, spaces around and between words, the kind of escape and the order within one step
 * do not matter. All of these are one name:
 *
 *   uid=ada, OU=People,dc=test     UID=Ada,ou=people,DC=test     userid=\61da,ou="people",dc=test
 */

/** `uid=ada+cn=Ada` is one step of two pairs. Attributes in lower case, values unescaped. */
export type DnStep = readonly { readonly attribute: string; readonly value: string }[];

/** @returns the steps from the entry upwards; null: not a distinguished name */
export function parseDn(text: string): readonly DnStep[] | null {
  if (text.trim() === "") return [];
  const steps: { attribute: string; value: string }[][] = [[]];
  let at = 0;
  for (;;) {
    const equals = text.indexOf("=", at);
    const attribute = equals < 0 ? "" : text.slice(at, equals).trim().toLowerCase();
    if (!/^(oid\.)?[a-z\d][a-z\d.;-]*$/.test(attribute)) return null;
    const read = readValue(text, equals + 1);
    if (read === null) return null;
    steps.at(-1)?.push({ attribute: ALIASES.get(attribute.replace(/^oid\./, "")) ?? attribute, value: read.value });
    if (read.end >= text.length) return steps;
    if (text[read.end] !== "+") steps.push([]);
    at = read.end + 1;
  }
}

/** The same text for the same name. What is no name at all is compared as it is written. */
export function normaliseDn(text: string): string {
  const steps = parseDn(text);
  return steps === null ? `?${fold(text)}` : steps.map((step) => step.map(writePair).sort().join("+")).join(",");
}

/** Both normalised. Equals signs in values are escaped, so that no value can end like a base. */
export const isUnder = (dn: string, base: string): boolean => base === "" || dn === base || dn.endsWith(`,${base}`);

/** Text as `caseIgnoreMatch` compares it. */
export const fold = (text: string): string => text.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();

const writePair = (pair: DnStep[number]): string => `${pair.attribute}=${fold(pair.value).replace(/[\\,+=]/g, "\\$&")}`;

const ALIASES: ReadonlyMap<string, string> = new Map([
  ["userid", "uid"],
  ["0.9.2342.19200300.100.1.1", "uid"],
  ["commonname", "cn"],
  ["2.5.4.3", "cn"],
  ["organizationalunitname", "ou"],
  ["2.5.4.11", "ou"],
  ["organizationname", "o"],
  ["2.5.4.10", "o"],
  ["domaincomponent", "dc"],
  ["0.9.2342.19200300.100.1.25", "dc"],
]);

/** Up to the next separator. Escapes are of one character or of a byte of UTF-8 in hex. */
function readValue(text: string, from: number): { readonly value: string; readonly end: number } | null {
  const bytes: Buffer[] = [];
  let at = from;
  while (text[at] === " ") at++;
  const quoted = text[at] === '"';
  if (quoted) at++;
  for (; at < text.length; at++) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (quoted ? char === '"' : /[,;+]/.test(char)) break;
    if (char !== "\\") {
      bytes.push(Buffer.from(char));
      at += char.length - 1;
      continue;
    }
    const hex = /^[\da-f]{2}/i.exec(text.slice(at + 1, at + 3))?.[0];
    const escaped = hex === undefined ? String.fromCodePoint(text.codePointAt(at + 1) ?? 0) : "";
    if (at + 1 >= text.length) return null;
    bytes.push(hex === undefined ? Buffer.from(escaped) : Buffer.from(hex, "hex"));
    at += hex === undefined ? escaped.length : 2;
  }
  if (quoted) {
    if (text[at] !== '"') return null;
    at++;
    while (text[at] === " ") at++;
    if (at < text.length && !/[,;+]/.test(text[at] ?? "")) return null;
  }
  return { value: Buffer.concat(bytes).toString("utf8").trim(), end: at };
}
