const LOCAL = /[\p{L}\p{N}._%+'=&!#$*?^`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
/** As it is, or as addresses, JSON and HTML write it. */
const SIGN = /@|%(?:25)?40|\\u0040|&#(?:0*64|x0*40);|&commat;/gi;
const TOP_LEVEL = /\.(?:\p{L}|%[c-f][0-9a-f])(?:[\p{L}\p{N}-]|%[89a-f][0-9a-f])+$/iu;
/** `%D0%BF`: a letter beyond ASCII in an address; below it is a sign that ends the name. */
const isEncodedLetter = (text: string, at: number): boolean => text[at] === "%" && /^%[89a-f][0-9a-f]$/i.test(text.slice(at, at + 3));
const LONGEST_LOCAL = 128;
const LONGEST_DOMAIN = 255;

/**
 * [start, end) of e-mail addresses. Found from each `@` (or `%40`) outwards: a pattern that begins with the local part takes quadratic time
 * on a megabyte of letters, and spans come from anywhere.
 */
export function findEmails(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const sign of text.matchAll(SIGN)) {
    const from = found.at(-1)?.[1] ?? 0;
    let start = sign.index;
    while (start > from && sign.index - start < LONGEST_LOCAL && LOCAL.test(text[start - 1] ?? "")) start--;
    start = afterAssignment(text, start, sign.index);
    const after = sign.index + sign[0].length;
    let end = after;
    while (end < text.length && end - after < LONGEST_DOMAIN && (DOMAIN.test(text[end] ?? "") || isEncodedLetter(text, end))) {
      end += text[end] === "%" ? 3 : 1;
    }
    while (end > after && /[.-]/.test(text[end - 1] ?? "")) end--;
    if (start < sign.index && TOP_LEVEL.test(text.slice(after, end))) found.push([start, end]);
  }
  return found;
}

/** `to=ada@example.com`, `?a=1&to=ada@…`: legal in a local part, but there it is a parameter's name. */
function afterAssignment(text: string, start: number, at: number): number {
  const cut = Math.max(...["=", "&", "?", "'", "#"].map((char) => text.lastIndexOf(char, at - 1)));
  return cut >= start && cut + 1 < at ? cut + 1 : start;
}
