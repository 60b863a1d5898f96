/**
 * Names that tell themselves: a Russian patronymic with the words around it, a surname with initials, and capitalised words behind a word for a
 * person. A name without any of these is not told from other words.
 */
const PATRONYMIC = "[А-ЯЁ][а-яё]{1,20}(?:ович|евич|ьич)(?:а|у|ем|ём|е)?|[А-ЯЁ][а-яё]{1,20}(?:овн|евн|ичн)(?:а|ы|е|у|ой|ою)";
const CAPITALISED = "[А-ЯЁ][а-яё]{1,30}(?:-[А-ЯЁ][а-яё]{1,30})?";
const WITH_PATRONYMIC = new RegExp(
  `(?<![А-ЯЁа-яё])(?:${CAPITALISED} )?${CAPITALISED} (?:${PATRONYMIC})(?![а-яё])(?: ${CAPITALISED})?`,
  "gu",
);
const INITIALS = new RegExp(
  `(?<![А-ЯЁа-яё])(?:${CAPITALISED}[ \\u00a0]?[А-ЯЁ]\\.[ \\u00a0]?[А-ЯЁ]\\.|[А-ЯЁ]\\.[ \\u00a0]?[А-ЯЁ]\\.[ \\u00a0]?${CAPITALISED})`,
  "gu",
);
const WORD = String.raw`\p{Lu}\p{Ll}{1,30}(?:[-'’]\p{Lu}\p{Ll}{1,30})?`;
const ROLES = String.raw`\b(?i:customer|client|buyer|recipient|payer|payee|addressee|passenger|patient|cardholder|mr|mrs|ms|dr)\.?|(?<!\p{L})(?i:клиент|покупател|получател|заказчик|плательщик|пассажир|пациент|гражданин|абонент)\p{Ll}{0,3}|(?<!\p{L})(?i:г-(?:н|жа))`;
const BEHIND = new RegExp(String.raw`((?:${ROLES})[:,]?\s{1,2}["'«(]?)(${WORD}(?:\s(?:${WORD}|\p{Lu}\.)){1,2})(?!\p{L})`, "gu");

const MAY_HOLD =
  /[А-ЯЁ][а-яё]+ [А-ЯЁ]|[А-ЯЁ]\.|\b(?:customer|client|buyer|recipient|payer|payee|addressee|passenger|patient|cardholder|mrs?|ms|dr)\b|клиент|покупател|получател|заказчик|плательщик|пассажир|пациент|гражданин|абонент|г-н|г-жа/i;
export const mayHoldName = (text: string): boolean => MAY_HOLD.test(text);

export function maskNames(text: string, replace: (name: string) => string): string {
  if (!mayHoldName(text)) return text;
  return text
    .replace(WITH_PATRONYMIC, replace)
    .replace(INITIALS, replace)
    .replace(BEHIND, (whole, before: string, name: string) => (PROGRAM_WORDS.test(name) ? whole : before + replace(name)));
}

/** "Client Error", "Customer Service", "Client Address": titles of programs. */
const PROGRAM_WORDS =
  /\b(?:error|exception|service|services|api|id|ids|request|response|not|found|is|has|was|with|address|name|order|orders|data|portal|app|application|server|closed|connection|timeout|disconnected|aborted|version|created|updated|deleted|info|list|type|status|account|profile|email|phone|handler|controller|repository|side|code)\b/i;
