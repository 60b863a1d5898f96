/** [start, end) of what looks like a payment card's number: 13 to 19 digits, alone or in groups, of a card network's range, Luhn holding. */
export function findCards(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const run of text.matchAll(/\d(?:(?:[ \u00a0\u2009\u202f.+-]|%20|[\u2010-\u2014])?\d){12,}/g)) {
    const groups = [...run[0].replaceAll("%20", "   ").matchAll(/\d+/g)].map((group) => ({
      at: run.index + group.index,
      digits: group[0],
    }));
    for (let first = 0; first < groups.length; first++) {
      const end = longestCard(groups, first);
      if (end < 0) continue;
      const last = groups[end];
      const start = groups[first];
      if (start && last) found.push([start.at, last.at + last.digits.length]);
      first = end;
    }
  }
  return found;
}

/** Index of the last group of the longest card that starts with group `first`; −1: none does. */
function longestCard(groups: readonly { readonly digits: string }[], first: number): number {
  let digits = "";
  let best = -1;
  for (let at = first; at < groups.length && digits.length < 19; at++) {
    digits += groups[at]?.digits ?? "";
    if (digits.length >= 13 && digits.length <= 19 && isCard(digits)) best = at;
  }
  return best;
}

/** Networks' ranges begin with 2 to 6; a Unix time in any unit begins with 1. */
export const isCard = (digits: string): boolean => /^[2-6]\d{12,18}$/.test(digits) && luhn(digits);

function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
