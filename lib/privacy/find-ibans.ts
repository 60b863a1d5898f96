/** How long an account number of each country is: ISO 13616's registry. */
const LENGTHS = lengthsOf(
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30",
);

/** In one piece in capitals, or in fours as they are printed, in any case: then nobody's hash begins so by chance. */
const CANDIDATE =
  /(?<![A-Za-z0-9])(?:[A-Z]{2}\d{2}[A-Z0-9]{11,29}|[A-Za-z]{2}\d{2}(?:[ \u00a0][A-Za-z0-9]{4}){2,7}(?:[ \u00a0][A-Za-z0-9]{1,4})?)(?![A-Za-z0-9])/g;

/** [start, end) of international account numbers: a country's length, and check digits that hold. */
export function findIbans(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(CANDIDATE)].flatMap(({ 0: found, index }) => {
    // Printed in fours, the words behind it may have been taken for groups of it.
    const plain = found.replace(/[ \u00a0]/g, "").toUpperCase();
    const length = LENGTHS.get(plain.slice(0, 2)) ?? 0;
    if (length === 0 || length > plain.length || !isIban(plain.slice(0, length))) return [];
    const end = index + endOf(found, length);
    const cutsWord = /[A-Za-z0-9]/.test(text[end] ?? "");
    return cutsWord ? [] : [[index, end] as const];
  });
}

/** Where the first so many letters and digits end. */
function endOf(found: string, length: number): number {
  let at = 0;
  for (let seen = 0; seen < length; at++) if (!/[ \u00a0]/.test(found[at] ?? "")) seen++;
  return at;
}

/** ISO 7064, mod 97: the first four go to the end, letters count from 10. */
export function isIban(plain: string): boolean {
  if (LENGTHS.get(plain.slice(0, 2)) !== plain.length) return false;
  let rest = 0;
  for (const char of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function lengthsOf(list: string): ReadonlyMap<string, number> {
  return new Map(list.split(" ").map((one) => [one.slice(0, 2), Number(one.slice(2))]));
}
