import type { ServerConfig } from "../config.ts";
import { broken, type Finding, orFine, weak } from "./finding.ts";

interface Secret {
  readonly about: string;
  readonly value: string;
  /** Those that only Loupe knows are made; those that others give are what they are. */
  readonly least: number;
}

const MAKE = "make one with: openssl rand -base64 48";

function secretsOf(config: ServerConfig): readonly Secret[] {
  const access = Object.entries(config.sourceAccess ?? {});
  return [
    { about: "AUTH_SECRET", value: config.authSecret, least: 32 },
    { about: "AUTH_SECRET_PREVIOUS", value: config.authSecretPrevious ?? "", least: 0 },
    { about: "METRICS_TOKEN", value: config.metricsToken ?? "", least: 24 },
    ...config.apiClients.map(({ id, secret }) => ({ about: `API_CLIENTS (${id})`, value: secret, least: 24 })),
    { about: "AUTH_CLIENT_SECRET", value: config.issuer?.clientSecret ?? "", least: 16 },
    { about: "LDAP_BIND_PASSWORD", value: config.directory?.bindPassword ?? "", least: 10 },
    ...access.map(([kind, one]) => ({
      about: `${kind.toUpperCase()}_${one.auth.kind === "bearer" ? "TOKEN" : "PASSWORD"}`,
      value: one.auth.kind === "bearer" ? one.auth.token : one.auth.kind === "basic" ? one.auth.password : "",
      least: 8,
    })),
    { about: "STORE_URL", value: passwordOf(config.storeUrl), least: 8 },
  ].filter(({ value }) => value !== "");
}

const passwordOf = (url: string): string => (URL.canParse(url) ? decodeURIComponent(new URL(url).password) : "");

/** Words that examples, installers and hurried people use. */
const EXAMPLES =
  /change.?me|example|secret|passwor[dt]|loupe|admin|qwerty|letmein|default|test(ing)?\b|hunter2|0123456|abcdef|xxxx|dummy|geheim|пароль/i;

/** @returns findings about secrets, none of which repeats one */
export function judgeSecrets(config: ServerConfig): readonly Finding[] {
  const secrets = secretsOf(config);
  const users = new Map<string, string[]>();
  for (const { about, value } of secrets) users.set(value, [...(users.get(value) ?? []), about]);
  return orFine(
    [
      ...secrets.flatMap((secret) => judgeOne(secret)),
      ...[...users.values()].flatMap((places) =>
        places.length > 1
          ? [broken(places.join(", "), "the same secret stands in several places: who knows one knows all", `give each its own; ${MAKE}`)]
          : [],
      ),
      ...(config.authSecretPrevious
        ? [
            weak(
              "AUTH_SECRET_PREVIOUS",
              "is still set: what was sealed with it opens to who knows it",
              "take it away once everything runs with AUTH_SECRET",
            ),
          ]
        : []),
      ...config.apiClients.flatMap(({ id, role }) =>
        role === "admin"
          ? [
              weak(
                `API_CLIENTS (${id})`,
                "a program with the role admin: its secret opens configuration, audit and sessions",
                "give it lead or developer",
              ),
            ]
          : [],
      ),
    ],
    "secrets",
    `${secrets.length} secrets, each long, none an example, none used twice`,
  );
}

function judgeOne({ about, value, least }: Secret): readonly Finding[] {
  const found: Finding[] = [];
  if (value.length < least) found.push(weak(about, `has ${value.length} characters; ${least} are needed against guessing`, MAKE));
  // A made secret may hold such a word by chance only where it is short.
  if (EXAMPLES.test(value) && bitsOf(value) < 160)
    found.push(broken(about, "looks like an example or a word that anybody would try", MAKE));
  else if (least >= 24 && value.length >= least && bitsOf(value) < 80)
    found.push(weak(about, "is too regular: few different characters, or a repetition", MAKE));
  return found;
}

/** Shannon's entropy of its characters, times its length: an upper bound, low for `aaaa…`; a repeated half counts once. */
export function bitsOf(text: string): number {
  for (let size = 1; size <= text.length / 2; size++)
    if (text.length % size === 0 && text.slice(0, size).repeat(text.length / size) === text) return bitsOf(text.slice(0, size));
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let each = 0;
  for (const count of counts.values()) each -= (count / text.length) * Math.log2(count / text.length);
  return each * text.length;
}
