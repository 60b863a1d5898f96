/** Numbers of a person's papers: by their own check digits, or by the word before them. */
export function findDocuments(text: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (const { 0: whole, index } of text.matchAll(SNILS)) if (isSnils(whole.replace(/\D/g, ""))) found.push([index, index + whole.length]);
  for (const { 0: whole, index } of text.matchAll(SSN)) found.push([index, index + whole.length]);
  for (const match of text.matchAll(NAMED)) {
    const at = match.index + (match[1]?.length ?? 0);
    found.push([at, match.index + match[0].length]);
  }
  return withoutOverlaps(found);
}

export const mayHoldDocument = (text: string): boolean =>
  /\d{3}-\d{2}|паспорт|снилс|инн(?!\p{Ll}{3})|\b(?:passport|snils|inn|ssn|tin|itn)\b|рожд|birth/iu.test(text);

const SNILS = /(?<!\d)\d{3}-\d{3}-\d{3}[- ]\d{2}(?!\d)/g;
/** American: no area 000, 666 or 9xx. */
const SSN = /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g;
const NAMED =
  /((?:(?<!\p{L})(?:паспорт\p{Ll}{0,3}|снилс|инн|загранпаспорт\p{Ll}{0,3})|\b(?:passport|snils|inn|ssn|tin|itn)|дат\p{Ll}{1,2} рождения|date of birth|birth ?date|born)(?:\s?(?:серия|номер|number|no\.?|is|№|#|:|=|-)){0,3}\s{0,3}["'«]?)((?=[^\n]{0,4}\d)[A-ZА-Я]{0,2}\d[\d .№/-]{3,20}\d)(?!\d)/giu;

/** The last two digits are the sum of the others by their places, mod 101. */
export function isSnils(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || Number(digits.slice(0, 9)) <= 1_001_998) return false;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, at) => total + Number(digit) * (9 - at), 0);
  return (sum % 101) % 100 === Number(digits.slice(9));
}

function withoutOverlaps(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (const one of ranges.toSorted(([a], [b]) => a - b)) if (one[0] >= (kept.at(-1)?.[1] ?? 0)) kept.push(one);
  return kept;
}
