/**
 * What RE2 (the OpenTelemetry Collector's regular expressions) can say of the detectors here: shapes. It knows no check digits and looks neither
 * ahead nor back, so these take a little more than Loupe itself does, and lose the sign before what they mask.
 * The redaction processor asks them in any order: none may take away what another knows its own by. RE2 takes no count above 1,000, within each other neither; it needs none, as it never takes more than linear time.
 */
export interface ValuePattern {
  readonly what: string;
  readonly pattern: string;
}

const GAP = String.raw`(?:[ \x{a0}.\-]|%20)`;
const BRACKETED_GAP = String.raw`(?:[ \x{a0}().\-]|%20|%28|%29|%2[dD])`;

export const VALUE_PATTERNS: readonly ValuePattern[] = [
  {
    what: "private keys",
    pattern: "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?",
  },
  { what: "authorization", pattern: String.raw`(?i:\b(?:bearer|basic|negotiate|digest)(?:\s+|%20|\+)[\w.~+/=\-]{6,})` },
  { what: "tokens in JSON's base64", pattern: String.raw`eyJ[\w\-]{8,}(?:\.[\w\-]*){0,4}` },
  {
    what: "keys of well-known services",
    pattern: String.raw`(?:(?:sk|pk|rk)_(?:live|test)_\w{8,}|gh[opsur]_\w{16,}|github_pat_\w{20,}|glpat-[\w\-]{16,}|(?:AKIA|ASIA)[0-9A-Z]{12,}|xox[abeoprs]-[\w\-]{8,}|AIza[\w\-]{30,}|ya29\.[\w\-]{20,}|npm_\w{30,}|sk-[\w\-]{20,})`,
  },
  {
    what: "cookies",
    pattern: String.raw`(?i:\b(?:set-)?cookies?["']?\s{0,3}[:=]\s{0,3}["']?[^\s=;,"'<>]+=[^\s;,"'<>]*(?:;\s?[^\s=;,"'<>]+(?:=[^\s;,"'<>]*)?)*)`,
  },
  {
    what: "secrets by name",
    pattern: String.raw`(?i:\b(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_\-]?key|access[_\-]?key|client[_\-]?secret|credentials?|authorization|otp|cvv|cvc)["']?\s{0,3}[:=]\s{0,3}["']?(?:(?:bearer|basic|negotiate|digest)(?:\s+|%20|\+))?[^\s,;&"'<>]+)`,
  },
  {
    what: "signed addresses",
    pattern: String.raw`(?i:[?&;](?:sig|signature|hmac|x-(?:amz|goog)-(?:signature|credential|security-token)|awsaccesskeyid|googleaccessid|key-pair-id|policy|assertion|code|state|ticket|nonce|session|sid)=[^&#\s"'<>;]+)`,
  },
  { what: "credentials in addresses", pattern: String.raw`://[^\s/@"'<>]+@` },
  {
    what: "e-mail",
    pattern: String.raw`[\p{L}\p{N}._%+=&!#$*?^{|}~\-]+(?:@|(?i:%(?:25)?40)|(?i:\\u0040)|&#64;)(?:[\p{L}\p{N}\-]|%[89a-fA-F][0-9a-fA-F])+(?:\.(?:[\p{L}\p{N}\-]|%[89a-fA-F][0-9a-fA-F])+){0,8}\.(?:\p{L}|%[c-fC-F][0-9a-fA-F])(?:[\p{L}\p{N}\-]|%[89a-fA-F][0-9a-fA-F])+`,
  },
  {
    what: "IBAN",
    pattern: String.raw`\b(?:[A-Z]{2}[0-9]{2}[A-Z0-9]{11,29}|[A-Za-z]{2}[0-9]{2}(?:[ \x{a0}][A-Za-z0-9]{4}){2,7}(?:[ \x{a0}][A-Za-z0-9]{1,4})?)\b`,
  },
  {
    what: "cards",
    pattern: String.raw`\b[2-6][0-9]{3}(?:[ .+\-]|%20)?(?:[0-9]{4}(?:[ .+\-]|%20)?[0-9]{4}(?:[ .+\-]|%20)?[0-9]{1,7}|[0-9]{6}(?:[ .+\-]|%20)?[0-9]{5})\b`,
  },
  { what: "phones with a plus", pattern: String.raw`(?i:\+|%2b)[0-9](?:${BRACKETED_GAP}{0,3}[0-9]){7,14}` },
  {
    what: "phones as written in Russia",
    pattern: String.raw`\b[78]${GAP}?\(?[0-9]{3,5}\)?${GAP}?[0-9]{2,3}${GAP}?[0-9]{2}${GAP}?[0-9]{2}\b`,
  },
  { what: "phones as written in America", pattern: String.raw`(?:\([0-9]{3}\) ?|\b[0-9]{3}[ .\-])[0-9]{3}[ .\-][0-9]{4}\b` },
  {
    what: "phones by name",
    pattern: String.raw`(?i:(?:тел(?:ефон)?|\bphone|\btel|\bmobile|\bcalled|\bcall)\.?:? {0,3}[0-9](?:[ .\-]{0,2}[0-9]){5,14})`,
  },
  {
    what: "papers by name",
    pattern: String.raw`(?i:(?:паспорт|снилс|инн|passport|snils|\binn|\bssn)[^0-9\n]{0,20}[0-9][0-9 \-]{3,20}[0-9])`,
  },
  { what: "papers by their look", pattern: String.raw`\b[0-9]{3}-(?:[0-9]{3}-[0-9]{3}[ \-][0-9]{2}|[0-9]{2}-[0-9]{4})\b` },
  {
    what: "ids in people's paths",
    pattern: String.raw`(?i:/(?:users|customers|clients|accounts|profiles)/)[^/?#\s"'<>,;)]*[0-9@%_.][^/?#\s"'<>,;)]*`,
  },
];

/** Statements lose their texts; numbers stay here, as a transform knows no word's end before them. */
export const LITERALS = String.raw`'(?:[^'\\]|\\.|'')*(?:'|$)`;
export const STATEMENT_KEYS = [
  "db.statement",
  "db.query.text",
  "db.sql.statement",
  "db.query",
  "sql.query",
  "sql",
  "graphql.document",
] as const;
