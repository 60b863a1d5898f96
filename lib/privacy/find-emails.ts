const LOCAL = /[\p{L}\p{N}._%+'=&!#$*?^`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
const LONGEST_LOCAL = 128;
const LONGEST_DOMAIN = 255;

/**
 * [start, end) of e-mail addresses. Found from each `@` (or `%40`) outwards: a pattern that begins with the local part takes quadratic time
 * on a megabyte of letters, and spans come from anywhere.
 */
export function findEmails(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const sign of text.matchAll(/@|%40/g)) {
    const from = found.at(-1)?.[1] ?? 0;
    let start = sign.index;
    while (start > from && sign.index - start < LONGEST_LOCAL && LOCAL.test(text[start - 1] ?? "")) start--;
    start = afterAssignment(text, start, sign.index);
    const after = sign.index + sign[0].length;
    let end = after;
    while (end < text.length && end - after < LONGEST_DOMAIN && DOMAIN.test(text[end] ?? "")) end++;
    while (end > after && /[.-]/.test(text[end - 1] ?? "")) end--;
    if (start < sign.index && /\.\p{L}[\p{L}\p{N}-]+$/u.test(text.slice(after, end))) found.push([start, end]);
  }
  return found;
}

/** `to=ada@example.com`, `?a=1&to=ada@…`: legal in a local part, but there it is a parameter's name. */
function afterAssignment(text: string, start: number, at: number): number {
  const cut = Math.max(...["=", "&", "?", "'", "#"].map((char) => text.lastIndexOf(char, at - 1)));
  return cut >= start && cut + 1 < at ? cut + 1 : start;
}
