import type { Kind } from "./policy.ts";

/**
 * What a key promises of its value. Keys are cut into words, so that spellings do not matter:
 *
 *   customer.fullName → customer full name → name        http.request.header.set-cookie → … set cookie → secret
 *   db.name           → db name            → nothing     gen_ai.usage.input_tokens      → … tokens     → nothing
 */
export function classifyKey(key: string): Kind | null {
  const words = wordsOf(key);
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const joined = words.join(" ");
  const has = (set: ReadonlySet<string>): boolean => words.some((word) => set.has(word));

  if (has(SECRETS) || SECRET_PAIRS.test(joined)) return MEASURES.has(last) ? null : "secret";
  if (has(MAILS)) return MEASURES.has(last) ? null : "email";
  if (has(PHONES)) return MEASURES.has(last) ? null : "phone";
  if (DOCUMENTS.test(joined)) return "document";
  if (CARDS.test(joined)) return "card";
  if (CLIENT_ADDRESSES.test(joined)) return "ip";
  if (INFRASTRUCTURE.test(joined)) return null;
  if (NAME_PAIRS.test(joined) || SURNAMES.has(last)) return "name";
  if (last === "name" && PEOPLE.has(before)) return before === "user" ? "user" : "name";
  if (BARE_PEOPLE.has(last) && words.length <= 2) return "user";
  if (PERSON_IDS.test(joined) || LOGINS.has(last)) return "user";
  if (POSTAL_PARTS.test(joined)) return "address";
  if (has(POSTAL) || (last === "address" && !words.some((word) => MACHINES.has(word)))) return "address";
  return null;
}

const wordsOf = (key: string): readonly string[] =>
  key
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9а-яё]+/)
    .filter((word) => word !== "");

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const SECRETS = setOf(
  "password passwd pwd passphrase secret secrets token authorization cookie cookies apikey credential credentials otp cvv cvc jwt пароль парол токен",
);
const SECRET_PAIRS =
  /\b(api|access|private|signing|encryption|auth|session) (key|token)\b|\bset cookie\b|\bauth header\b|\bpin code\b|\b(query|operation) parameter\b|\b(sql|db|query|statement|jdbc)( \w+)? (params?|parameters?|bindings?|binds|bind values|arguments|args)\b|\bgraphql variables?\b|\bhub signature\b/;
/** A key about a secret that is not the secret: `password.length`, `token.type`, `email.count`. */
const MEASURES = setOf("length count size type kind valid verified present enabled expires expiry ttl status policy");
const MAILS = setOf("email emails mail почта pochta");
const PHONES = setOf("phone phones tel telephone mobile msisdn fax телефон telefon whatsapp viber");
const DOCUMENTS =
  /(^| )(паспорт|снилс|инн|огрнип)( |$)|\b(passport|pasport|snils|inn|ssn|itn|iban|swift|birthday|birthdate|dob)\b|\b(birth date|date of birth|tax id|national id|driver license|driving licence|account number|bank account|document number)\b/;
const CARDS = /\b(card|pan) ?(number|no|num|pan)?$|\bcredit card\b|\bcardnumber\b|\bcardholder\b/;
const CLIENT_ADDRESSES =
  /^(client|source|remote|user|http client|caller)( socket)? (address|addr|ip)$|\b(client|remote|user) ip\b|\bx (forwarded for|real ip|client ip)\b|^(http )?(remote addr|clientip|ip|ip address)$|^forwarded$|^geo (lat|lon|location.*|coordinates.*)$/;
const NAME_PAIRS =
  /\b(first|last|full|middle|given|family|display|contact|recipient|sender|holder|legal|maiden|real) name\b|\b(firstname|lastname|fullname|middlename|displayname)\b/;
const SURNAMES = setOf("surname patronymic fio фио имя фамилия отчество familia familiya otchestvo");
const PEOPLE = setOf(
  "user enduser customer client buyer recipient contact person employee operator owner sender payer payee cardholder guest member patient passenger addressee consignee applicant borrower author assignee consumer driver manager seller shopper subscriber",
);
/** These alone name a person; `client`, `driver`, `manager`, `owner` alone are as often a machine or a library. */
const BARE_PEOPLE = setOf(
  "user enduser customer buyer recipient employee payer payee guest patient seller shopper subscriber addressee consignee",
);
const INFRASTRUCTURE =
  /^(k8s|cloud|container|process|host|faas|aws|gcp|azure|db|rpc|telemetry|service|thread|os|deployment|otel|code|feature|gen)\b|^messaging (client|consumer|kafka|rabbitmq)\b/;
const PERSON_IDS =
  /\b(user|enduser|customer|client|buyer|recipient|contact|person|employee|operator|payer|guest|member|driver|shopper|subscriber|account|profile|visitor|session|device)s?( pseudo)? (id|ids|uuid|guid|uid|hash|key|number|ref)\b|\b(userid|customerid|clientid|accountid|sessionid|operatorid|driverid)\b/;
const LOGINS = setOf("login username nickname nick uid sub principal логин skype telegram");
const POSTAL = setOf("street postcode zip zipcode apartment адрес улица индекс kladr fias");
const POSTAL_PARTS =
  /\b(shipping|billing|delivery|home|postal|customer|recipient|registration) (addr|address|city|town|region|country|zip|index|house|building|flat|line|location|street|lat|lng|lon|latitude|longitude|coordinates)\b|\b(street|postal|home|shipping|billing|delivery) address\b|\baddress (line )?\d\b|\b(latitude|longitude)$/;
const MACHINES = setOf(
  "server peer host network net local destination messaging upstream downstream mac memory listen bind http url socket sock rpc db broker",
);
