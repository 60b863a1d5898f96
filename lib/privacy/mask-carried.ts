import { HIDDEN } from "./pseudonym.ts";

/** Secrets by what carries them: headers of cookies, parameters of addresses. */
export const maskCarried = (text: string): string => maskQueries(maskCookies(text));

const COOKIE = String.raw`[^\s=;,"'<>]{1,200}=[^\s;,"'<>]{0,4000}`;
/** `Cookie: a=b; c=d; Path=/; HttpOnly`: all of them, not the first alone. */
const COOKIES = new RegExp(
  String.raw`(\b(?:set-)?cookies?["']?\s{0,3}[:=]\s{0,3}["']?)(?:${COOKIE})(?:;\s?(?:${COOKIE}|(?:HttpOnly|Secure|Partitioned)\b)){0,100}`,
  "gi",
);

const maskCookies = (text: string): string => (/cookie/i.test(text) ? text.replace(COOKIES, `$1${HIDDEN}`) : text);

/** Names under which an address carries what opens something. Beyond them `classifyKey` knows its own: token, password, email … */
const OPENING =
  "sig|signature|hmac|hash|assertion|saml(?:request|response)|x-(?:amz|goog)-(?:signature|credential|security-token)|signed|awsaccesskeyid|googleaccessid|key-pair-id|policy|code_(?:verifier|challenge)|otp|pin|ticket|nonce|code|state|key|auth|session|sid";
const IN_QUERY = new RegExp(String.raw`([?&;](?:${OPENING})=)([^&#\s"'<>;]{6,4000})`, "gi");
/** A query alone, as `url.query` holds it: its first parameter has no sign before it. */
const WHOLE_QUERY = /^[\w.~%[\]-]{1,100}=[^&\s]{0,4000}(?:&[\w.~%[\]-]{1,100}=[^&\s]{0,4000})+$/;

function maskQueries(text: string): string {
  if (!text.includes("=")) return text;
  if (WHOLE_QUERY.test(text)) return maskQueries(`?${text}`).slice(1);
  return text.replace(IN_QUERY, (whole, before: string, value: string) =>
    value === HIDDEN || /^[?$%:{]/.test(value) ? whole : before + HIDDEN,
  );
}

const STATEMENT =
  /\b(?:select\b[\s\S]{1,2000}?\bfrom|insert\s+into|update\s+[\w."`[\]]{1,100}\s+set|delete\s+from|merge\s+into|call\s+[\w."]{1,100}\s*\()\b/i;

/** A statement inside a sentence loses its texts: `duplicate key: insert into users values ('Ada', 'x')`. Numbers there may be anything. */
export function maskQuotedStatements(text: string): string {
  if (!text.includes("'")) return text;
  const at = text.search(STATEMENT);
  if (at < 0) return text;
  const rest = text
    .slice(at)
    .replace(/'(?:[^'\\\r\n]|\\.|''){0,4000}'/g, "'?'")
    // Cut off by an exporter, in the middle of a text.
    .replace(/((?:[=(,]|\blike)\s{0,3})'(?!\?')[^']{0,4000}$/i, "$1'?'");
  return text.slice(0, at) + rest;
}
