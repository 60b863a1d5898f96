/** The words by which keys tell what they hold: asked here by `classify-key.ts`, and told to collectors by `collector-config.ts`. */
const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

export const SECRETS = setOf(
  "password passwd pwd passphrase secret secrets token authorization cookie cookies apikey credential credentials otp cvv cvc jwt пароль парол токен",
);
export const SECRET_PAIRS =
  /\b(api|access|private|signing|encryption|auth|session) (key|token)\b|\bset cookie\b|\bauth header\b|\bpin code\b|\b(query|operation) parameter\b|\b(sql|db|query|statement|jdbc)( \w+)? (params?|parameters?|bindings?|binds|bind values|arguments|args)\b|\bgraphql variables?\b|\bhub signature\b/;
/** A key about a secret that is not the secret: `password.length`, `token.type`, `email.count`. */
export const MEASURES = setOf("length count size type kind valid verified present enabled expires expiry ttl status policy");
export const MAILS = setOf("email emails mail почта pochta");
export const PHONES = setOf("phone phones tel telephone mobile msisdn fax телефон telefon whatsapp viber");
export const DOCUMENTS =
  /(^| )(паспорт|снилс|инн|огрнип)( |$)|\b(passport|pasport|snils|inn|ssn|itn|iban|swift|birthday|birthdate|dob)\b|\b(birth date|date of birth|tax id|national id|driver license|driving licence|account number|bank account|document number)\b/;
export const CARDS = /\b(card|pan) ?(number|no|num|pan)?$|\bcredit card\b|\bcardnumber\b|\bcardholder\b/;
export const CLIENT_ADDRESSES =
  /^(client|source|remote|user|http client|caller)( socket)? (address|addr|ip)$|\b(client|remote|user) ip\b|\bx (forwarded for|real ip|client ip)\b|^(http )?(remote addr|clientip|ip|ip address)$|^forwarded$|^geo (lat|lon|location.*|coordinates.*)$/;
export const NAME_PAIRS =
  /\b(first|last|full|middle|given|family|display|contact|recipient|sender|holder|legal|maiden|real) name\b|\b(firstname|lastname|fullname|middlename|displayname)\b/;
export const SURNAMES = setOf("surname patronymic fio фио имя фамилия отчество familia familiya otchestvo");
export const PEOPLE = setOf(
  "user enduser customer client buyer recipient contact person employee operator owner sender payer payee cardholder guest member patient passenger addressee consignee applicant borrower author assignee consumer driver manager seller shopper subscriber",
);
/** These alone name a person; `client`, `driver`, `manager`, `owner` alone are as often a machine or a library. */
export const BARE_PEOPLE = setOf(
  "user enduser customer buyer recipient employee payer payee guest patient seller shopper subscriber addressee consignee",
);
export const INFRASTRUCTURE =
  /^(k8s|cloud|container|process|host|faas|aws|gcp|azure|db|rpc|telemetry|service|thread|os|deployment|otel|code|feature|gen)\b|^messaging (client|consumer|kafka|rabbitmq)\b/;
export const PERSON_IDS =
  /\b(user|enduser|customer|client|buyer|recipient|contact|person|employee|operator|payer|guest|member|driver|shopper|subscriber|account|profile|visitor|session|device)s?( pseudo)? (id|ids|uuid|guid|uid|hash|key|number|ref)\b|\b(userid|customerid|clientid|accountid|sessionid|operatorid|driverid)\b/;
export const LOGINS = setOf("login username nickname nick uid sub principal логин skype telegram");
export const POSTAL = setOf("street postcode zip zipcode apartment адрес улица индекс kladr fias");
export const POSTAL_PARTS =
  /\b(shipping|billing|delivery|home|postal|customer|recipient|registration) (addr|address|city|town|region|country|zip|index|house|building|flat|line|location|street|lat|lng|lon|latitude|longitude|coordinates)\b|\b(street|postal|home|shipping|billing|delivery) address\b|\baddress (line ?)?\d\b|\b(latitude|longitude)$/;
export const MACHINES = setOf(
  "server peer host network net local destination messaging upstream downstream mac memory listen bind http url socket sock rpc db broker",
);
