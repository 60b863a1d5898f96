import * as words from "./key-words.ts";
import type { PrivacyRules } from "./policy.ts";

/** A key's word is cut off by signs, or by a capital: `customer_email`, `customerEmail`, `emailAddress`. */
const BEFORE = "(?:^|[^a-zA-Z])";
const BEHIND = "(?:$|[^a-z])";

/** One pattern for a list of words, in RE2. */
const ofWords = (list: ReadonlySet<string>, behind = BEHIND): string => {
  const all = [...list].sort();
  const capital = all.filter((word) => /^[a-z]/.test(word)).map((word) => (word[0] ?? "").toUpperCase() + word.slice(1));
  return `${BEFORE}(?i:${all.join("|")})${behind}|[a-z0-9](?:${capital.join("|")})${behind}`;
};

/** A pattern over words with blanks between them, as `classify-key.ts` asks it, over keys as they are written. */
const ofPhrase = ({ source }: RegExp): string => {
  const loose = source
    .replace(/\(\^\| \)|\( \|\$\)/g, "")
    .replace(/\\b/g, "")
    .replaceAll(" ?", "[^a-zA-Z]?")
    .replaceAll(" ", "[^a-zA-Z]?")
    .replace(/^\||\|$/g, "");
  return `${BEFORE}(?i:${loose})${BEHIND}`;
};

const PERSON_NAMES = new Set([...words.PEOPLE].map((word) => `${word}[^a-zA-Z]?name`));

/** Keys whose values are hidden whole. */
export const KEY_PATTERNS: readonly { readonly what: string; readonly pattern: string }[] = [
  { what: "secrets", pattern: ofWords(words.SECRETS) },
  { what: "pairs that mean a secret", pattern: ofPhrase(words.SECRET_PAIRS) },
  { what: "e-mail", pattern: ofWords(words.MAILS) },
  { what: "phones", pattern: ofWords(words.PHONES) },
  { what: "papers", pattern: ofPhrase(words.DOCUMENTS) },
  { what: "cards", pattern: ofPhrase(words.CARDS) },
  { what: "clients' addresses", pattern: ofPhrase(words.CLIENT_ADDRESSES) },
  { what: "names", pattern: ofPhrase(words.NAME_PAIRS) },
  { what: "surnames", pattern: ofWords(words.SURNAMES, "$") },
  { what: "people's names", pattern: ofWords(PERSON_NAMES, "$") },
  { what: "people by themselves", pattern: `^(?:[^._]+[._])?(?i:${[...words.BARE_PEOPLE].sort().join("|")})$` },
  { what: "people's ids", pattern: ofPhrase(words.PERSON_IDS) },
  { what: "logins", pattern: ofWords(words.LOGINS, "$") },
  { what: "postal addresses", pattern: ofWords(words.POSTAL) },
  { what: "parts of postal addresses", pattern: ofPhrase(words.POSTAL_PARTS) },
  {
    what: "addresses of places",
    pattern: "(?i:(?:^|[^a-z])(?:delivery|shipping|billing|home|customer|user|recipient|registration)[._\\-]?address)$|^(?i:address)$",
  },
];

/** The operator's own keys, whole and in any case. */
export const extraPatterns = ({ extraKeys }: PrivacyRules): readonly string[] =>
  Object.keys(extraKeys).map((key) => `^(?i:${literal(key)})$`);

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Names of OpenTelemetry's own that only look like people's: RE2 cannot say "but not these". */
export const MACHINES_KEYS: readonly string[] = [
  ...[
    "pod",
    "node",
    "namespace",
    "deployment",
    "replicaset",
    "statefulset",
    "daemonset",
    "job",
    "cronjob",
    "cluster",
    "service",
    "hpa",
  ].map((one) => `k8s.${one}.uid`),
  ...[
    "cloud.account.id",
    "messaging.client.id",
    "messaging.client_id",
    "messaging.kafka.client_id",
    "messaging.consumer.id",
    "process.user.id",
  ],
  ...["thread.name", "service.name", "host.name", "db.user", "enduser.role", "container.name", "faas.name", "db.name", "db.namespace"],
  ...["server.address", "net.peer.name", "net.host.name", "rpc.service", "code.function.name", "telemetry.sdk.name"],
  ...["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "user_agent.original", "user_agent.name", "user_agent.version"],
];
