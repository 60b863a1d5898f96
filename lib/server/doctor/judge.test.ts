import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerConfig } from "../config.ts";
import { judgeWay } from "./ask-store.ts";
import { codeOf, faultsOfStart, listFindings } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { judgeNetwork } from "./judge-network.ts";
import { judgeProcess, type ProcessFacts } from "./judge-process.ts";
import { bitsOf, judgeSecrets } from "./judge-secrets.ts";
import { judgeSignIn } from "./judge-sign-in.ts";
import { SOUND } from "./sound-config-for-tests.ts";

const judge = (config: ServerConfig): readonly Finding[] => [
  ...faultsOfStart(config),
  ...judgeSecrets(config),
  ...judgeNetwork(config),
  ...judgeSignIn(config),
  ...judgeWay(config.storeUrl),
];
const bad = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ level }) => level !== "ok").map(({ level, about }) => `${level} ${about}`);

test("a sound deployment has nothing weak", () => assert.deepEqual(bad(judge(SOUND)), []));

const { directory, session, apiClients } = SOUND as ServerConfig & { readonly directory: NonNullable<ServerConfig["directory"]> };
const issuer = {
  url: "https://sso.internal",
  clientId: "loupe",
  clientSecret: "Xc5bLh7dPf9gSa4u",
  groupsClaim: "groups",
  groupRoles: { a: "admin" },
};
const source = { headers: {}, tenant: null, tls: {}, timeoutMs: null, latenessMs: null, api: "auto" } as const;

for (const [what, change, found] of [
  ["a short secret", { authSecret: "Zk3vYqT8mWn2" }, ["broken start", "weak AUTH_SECRET"]],
  ["an example secret", { authSecret: "change-me-change-me-change-me-change-me" }, ["broken AUTH_SECRET"]],
  ["a repeated secret", { authSecret: "Zk3vZk3vZk3vZk3vZk3vZk3vZk3vZk3vZk3v" }, ["weak AUTH_SECRET"]],
  ["one letter many times", { authSecret: "e".repeat(64) }, ["weak AUTH_SECRET"]],
  ["a secret in two places", { metricsToken: SOUND.authSecret }, ["broken AUTH_SECRET, METRICS_TOKEN"]],
  ["the former secret", { authSecretPrevious: "Rt6yHn3wQz8xVb1kMj5pLc9dGf2s" }, ["weak AUTH_SECRET_PREVIOUS"]],
  [
    "the former secret that is the present one",
    { authSecretPrevious: SOUND.authSecret },
    ["broken AUTH_SECRET, AUTH_SECRET_PREVIOUS", "broken start", "weak AUTH_SECRET_PREVIOUS"],
  ],
  ["a short metrics token", { metricsToken: "Hs8dF3kP6w" }, ["weak METRICS_TOKEN"]],
  ["a program that is admin", { apiClients: [{ ...apiClients[0]!, role: "admin" }] }, ["weak API_CLIENTS (grafana)"]],
  ["a short client secret", { apiClients: [{ ...apiClients[0]!, secret: "Qm4xT9vB2nK7wR5y" }] }, ["weak API_CLIENTS (grafana)"]],
  ["a directory's password that is a word", { directory: { ...directory, bindPassword: "password-1" } }, ["broken LDAP_BIND_PASSWORD"]],
  ["a short bearer token", { sourceAccess: { jaeger: { ...source, auth: { kind: "bearer", token: "abc" } } } }, ["weak JAEGER_TOKEN"]],
  ["a store's password that is a word", { storeUrl: "postgres://loupe:postgres-admin@db/loupe?sslmode=verify-full" }, ["broken STORE_URL"]],
  ["everybody allowed", { allowedCidrs: ["0.0.0.0/0"] }, ["broken ALLOWED_CIDRS"]],
  ["everybody allowed, version 6", { allowedCidrs: ["::/0"] }, ["broken ALLOWED_CIDRS"]],
  ["a public network", { allowedCidrs: ["203.0.0.0/12"] }, ["broken ALLOWED_CIDRS"]],
  ["a small public network", { allowedCidrs: ["203.0.113.0/20"] }, ["weak ALLOWED_CIDRS"]],
  ["a public host", { allowedCidrs: ["203.0.113.9/32"] }, []],
  ["half of version 4", { allowedCidrs: ["128.0.0.0/1"] }, ["broken ALLOWED_CIDRS"]],
  ["a network that is none", { allowedCidrs: ["10.0.0.0/99"] }, ["broken start"]],
  ["spans from everybody", { otlpAllowedCidrs: ["0.0.0.0/0"] }, ["broken OTLP_ALLOWED_CIDRS"]],
  ["spans from all of the VPN", { otlpAllowedCidrs: [] }, ["weak OTLP_ALLOWED_CIDRS"]],
  ["spans on loopback", { otlpAllowedCidrs: [], otlp: { host: "127.0.0.1", port: 4318 } }, []],
  ["any proxy", { trustedProxyCidrs: ["0.0.0.0/0"] }, ["broken TRUSTED_PROXY_CIDRS", "weak TRUSTED_PROXY_CIDRS"]],
  ["a network of proxies", { trustedProxyCidrs: ["10.0.0.0/16"] }, ["weak TRUSTED_PROXY_CIDRS"]],
  ["a proxy within the allowed", { trustedProxyCidrs: ["10.8.0.1/32"] }, ["weak TRUSTED_PROXY_CIDRS"]],
  ["https without a proxy", { trustedProxyCidrs: [] }, ["weak TRUSTED_PROXY_CIDRS"]],
  [
    "everybody is loopback",
    { host: "127.0.0.1", trustedProxyCidrs: [], allowedCidrs: ["10.8.0.0/16", "127.0.0.0/8"] },
    ["broken TRUSTED_PROXY_CIDRS"],
  ],
  ["every address beside the proxy", { host: "0.0.0.0" }, ["weak HOST"]],
  ["plain http", { baseUrl: "http://loupe.example.internal" }, ["broken BASE_URL"]],
  ["plain http on this machine", { baseUrl: "http://localhost:3000", host: "127.0.0.1" }, []],
  ["a name that others cannot use", { baseUrl: "http://127.0.0.1:3000" }, ["weak BASE_URL"]],
  ["a path", { baseUrl: "https://tools.internal/loupe" }, ["broken BASE_URL"]],
  ["a slow recheck", { session: { ...session, recheckMs: 300_000 } }, ["weak DIRECTORY_RECHECK_SECONDS"]],
  ["a hurried recheck", { session: { ...session, recheckMs: 1_000 } }, ["weak DIRECTORY_RECHECK_SECONDS"]],
  ["a long grace", { session: { ...session, graceMs: 7_200_000 } }, ["weak DIRECTORY_GRACE_MINUTES"]],
  ["idle for long", { session: { ...session, idleMs: 36_000_000 } }, ["weak SESSION_IDLE_MINUTES"]],
  ["idle for longer than it lasts", { session: { ...session, absoluteMs: 1_200_000 } }, ["weak SESSION_IDLE_MINUTES"]],
  ["days without a sign-in", { session: { ...session, absoluteMs: 7 * 86_400_000 } }, ["weak SESSION_HOURS"]],
  ["no time to read", { session: { ...session, idleMs: 1_000 } }, ["broken SESSION_IDLE_MINUTES, SESSION_HOURS"]],
  ["no roles", { directory: { ...directory, groupRoles: {} } }, ["broken GROUP_ROLES"]],
  ["no admin", { directory: { ...directory, groupRoles: { devs: "developer" } } }, ["weak GROUP_ROLES"]],
  ["a role that is none", { directory: { ...directory, groupRoles: { devs: "boss", heads: "admin" } } }, ["broken start"]],
  ["plain LDAP", { directory: { ...directory, url: "ldap://ldap.internal" } }, ["broken LDAP_URL"]],
  ["plain LDAP on this machine", { directory: { ...directory, url: "ldap://127.0.0.1" } }, []],
  ["StartTLS", { directory: { ...directory, url: "ldap://ldap.internal", startTls: true } }, []],
  ["an issuer without a directory", { issuer, directory: null }, ["weak LDAP_URL"]],
  ["an issuer over http", { issuer: { ...issuer, url: "http://sso.internal" } }, ["broken AUTH_ISSUER"]],
  [
    "an issuer that tells no groups",
    { issuer: { ...issuer, groupsClaim: null }, directory: null },
    ["broken AUTH_GROUPS_CLAIM", "weak LDAP_URL"],
  ],
  ["PostgreSQL without TLS", { storeUrl: "postgres://loupe:uP7xQ2mK9vR4tZ8w@db.internal/loupe" }, ["broken STORE_URL"]],
  [
    "PostgreSQL with any certificate",
    { storeUrl: "postgres://loupe:uP7xQ2mK9vR4tZ8w@db.internal/loupe?sslmode=no-verify" },
    ["weak STORE_URL"],
  ],
  ["PostgreSQL on this machine", { storeUrl: "postgres://loupe:uP7xQ2mK9vR4tZ8w@127.0.0.1/loupe" }, []],
] as const satisfies readonly (readonly [string, Partial<ServerConfig>, readonly string[]])[])
  test(`${what}: ${found.join(", ") || "nothing weak"}`, () => {
    const findings = judge({ ...SOUND, ...change });
    assert.deepEqual(bad(findings).toSorted(), found.toSorted());
    assert.ok(findings.every(({ level, cure }) => (level === "ok") === (cure === null)));
  });

const facts: ProcessFacts = { nodeVersion: "v24.21.0", uid: 1000, tlsUnchecked: false, nodeOptions: "", saidTwice: [] };
for (const [what, change, found] of [
  ["a sound process", {}, []],
  ["certificates unchecked", { tlsUnchecked: true }, ["broken NODE_TLS_REJECT_UNAUTHORIZED"]],
  ["a lax parser", { nodeOptions: "--insecure-http-parser" }, ["broken NODE_OPTIONS"]],
  ["a debugger's port", { nodeOptions: "--inspect=0.0.0.0:9229" }, ["broken NODE_OPTIONS"]],
  ["old TLS", { nodeOptions: "--tls-min-v1.0" }, ["weak NODE_OPTIONS"]],
  ["an old Node", { nodeVersion: "v20.9.0" }, ["weak Node"]],
  ["root", { uid: 0 }, ["weak user"]],
  ["Windows", { uid: null }, []],
  ["said twice", { saidTwice: ["AUTH_SECRET"] }, ["weak AUTH_SECRET"]],
] as const)
  test(`${what}: ${found.join(", ") || "nothing weak"}`, () => assert.deepEqual(bad(judgeProcess({ ...facts, ...change })), found));

test("no secret stands in what is printed, whatever is wrong with it", () => {
  const secrets = [
    "hunter2-password-1",
    "example-secret-example-secret-examp",
    "Xy12admin",
    "s3cret-bearer",
    "client-secret-x",
    "pg-secret-word",
  ];
  const findings = judge({
    ...SOUND,
    ...{ directory: { ...directory, bindPassword: secrets[0]! }, authSecret: secrets[1]!, metricsToken: secrets[2]! },
    sourceAccess: { jaeger: { ...source, auth: { kind: "bearer", token: secrets[3]! } } },
    apiClients: [{ id: "x", role: "admin", secret: secrets[4]! }],
    storeUrl: `postgres://loupe:${secrets[5]}@db/loupe`,
  });
  const text = listFindings(findings) + JSON.stringify(findings);
  assert.ok(bad(findings).length >= 6);
  for (const secret of secrets) assert.ok(!text.includes(secret), secret);
});

test("the list begins with what is broken, and the code is that of the worst", () => {
  const findings = judge({ ...SOUND, baseUrl: "http://loupe.internal", host: "0.0.0.0" });
  assert.match(listFindings(findings), /^BROKEN {2}BASE_URL: .*\n {10}→ end TLS/);
  assert.match(listFindings(findings), /\d+ ok, \d+ weak, 1 broken$/);
  assert.deepEqual([codeOf(findings), codeOf(judge({ ...SOUND, otlpAllowedCidrs: [] })), codeOf(judge(SOUND))], [2, 1, 0]);
});

test("a made secret is far from a guessed one", () => {
  assert.ok(bitsOf("Zk3vYqT8mWn2RjXc5bLh7dPf9gSa4uEo") > 150);
  assert.equal(bitsOf("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 0);
  assert.ok(bitsOf("abcabcabcabcabcabcabcabc") < 5);
});
