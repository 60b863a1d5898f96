/** Between the digits of a phone: blanks of all kinds, brackets, dots, dashes, and the same in addresses. */
const BETWEEN = String.raw`(?:[ \u00a0\u2009\u202f().\u2010-\u2015-]|%20|%28|%29|%2d){0,3}`;
const GAP = String.raw`(?:[ \u00a0\u2009\u202f\u2010-\u2015-]|%20)`;

/** With a plus: 8 to 15 digits. */
const WITH_PLUS = String.raw`(?:\+|%2b|&#43;)\d(?:${BETWEEN}\d){7,14}`;
/** The Russian and the American way of writing. */
const GROUPED = String.raw`(?<!\d)(?:[78]${GAP}?)?\(?\d{3}\)?${GAP}\d{3}${GAP}?\d{2}${GAP}?\d{2}(?!\d)`;
const RUSSIAN = String.raw`(?<!\d)[78]${GAP}?\(?\d{3}\)?${GAP}?\d{3}-\d{2}-\d{2}(?!\d)`;
/** `8(916)1234567`, `(4852) 12-34-56`, `8 (48439) 1-23-45`: a code in brackets tells. */
const BRACKETED = String.raw`(?<!\d)(?:[78]${GAP}?)?\(\d{3,5}\)${GAP}?\d{1,3}${GAP}?\d{2}${GAP}?\d{2}(?!\d)`;
const DOTTED = String.raw`(?<![\d.])(?:[78]\.)?\d{3}\.\d{3}\.(?:\d{2}\.\d{2}|\d{4})(?![\d.]\d|\d)`;
/** Eleven digits of a Russian mobile, or of a free line. */
const BARE = String.raw`(?<!\d)(?:[78]9\d{9}|8800\d{7})(?!\d)`;
const PHONE = new RegExp([WITH_PLUS, GROUPED, RUSSIAN, BRACKETED, DOTTED, BARE].join("|"), "gi");
/** Behind a word for it any digits are a phone. */
const NAMED = new RegExp(
  String.raw`((?:(?<!\p{L})(?:тел(?:ефон\p{Ll}{0,2})?|моб(?:ильн\p{Ll}{1,3})?|звон\p{Ll}{1,4}|номер телефона)|\b(?:phone|tel|mobile|call(?:ed|ing)?|whatsapp|viber|telegram|sms to))\.?(?:\s?(?:number|no\.?|№|:|=|на)){0,2}\s{0,3})(\d(?:${BETWEEN}\d){5,14})(?!\d)`,
  "giu",
);

/** [start, end) of telephone numbers. */
export function findPhones(text: string): readonly (readonly [number, number])[] {
  const found = [...text.matchAll(PHONE)].map(({ 0: phone, index }) => [index, index + phone.length] as const);
  for (const match of text.matchAll(NAMED)) {
    const range = [match.index + (match[1]?.length ?? 0), match.index + match[0].length] as const;
    if (!found.some(([start, end]) => start < range[1] && range[0] < end)) found.push(range);
  }
  return found.toSorted(([a], [b]) => a - b);
}
