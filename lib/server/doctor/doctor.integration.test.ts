import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import { startTestDirectory } from "../../auth/test-directory.ts";
import { unixMs } from "../../base/time.ts";
import { openStore } from "../../store/open.ts";
import type { ServerConfig } from "../config.ts";
import { drain, listen } from "../listen.ts";
import { askDirectory } from "./ask-directory.ts";
import { judgeCertificate, judgeClock } from "./ask-http.ts";
import { askIssuer } from "./ask-issuer.ts";
import { askSources } from "./ask-sources.ts";
import { askStore } from "./ask-store.ts";
import type { Finding } from "./finding.ts";
import { lookAtFiles } from "./look-at-files.ts";
import { readOwnFiles } from "./read-files.ts";
import { SOUND } from "./sound-config-for-tests.ts";

const home = mkdtempSync(join(tmpdir(), "loupe-doctor-"));
after(() => rmSync(home, { recursive: true, force: true }));
const now = Date.now();

const said = (findings: readonly Finding[]): string => findings.map(({ level, about, text }) => `${level} ${about}: ${text}`).join("\n");

async function withServer(handle: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(handle);
  const port = await listen(server, "127.0.0.1", 0);
  try {
    await use(`http://127.0.0.1:${port}`);
  } finally {
    await drain(server, 0);
  }
}

test("a directory: people, groups with and without members, groups that are not there, empty passwords, open to anybody", async () => {
  const directory = await startTestDirectory();
  try {
    directory.groups.set("loupe-empty", new Set());
    const config = { ...directory.config, groupRoles: { ...directory.config.groupRoles, "loupe-empty": "lead", "loupe-gone": "admin" } };
    const text = said(await askDirectory(config, now));
    assert.match(text, /^ok LDAP_USER_BASE: the reading account finds people/m);
    assert.match(text, /^ok GROUP_ROLES \(loupe-developers\): 1 member, developer$/m);
    assert.match(text, /^weak GROUP_ROLES \(loupe-empty\): has no members/m);
    assert.match(text, /^weak GROUP_ROLES \(loupe-gone\): no such group/m);
    assert.match(text, /^weak LDAP_URL: answers an empty password with success/m);
    assert.match(text, /^weak LDAP_URL: shows people to whoever asks/m);
    const wrong = said(await askDirectory({ ...config, bindPassword: "wrong-password-1" }, now));
    assert.match(wrong, /^broken LDAP_URL: cannot be asked/);
    assert.ok(!wrong.includes("wrong-password-1"));
    assert.match(said(await askDirectory({ ...config, userBase: "ou=nobody,dc=test" }, now)), /^broken LDAP_USER_BASE: nobody/m);
    const unnamed = { ...config, userAttribute: "" };
    assert.match(said(await askDirectory(unnamed, now)), /^ok LDAP_USER_BASE: the reading account finds people/m, "as sign-in does");
    assert.match(said(await askDirectory({ ...unnamed, userBase: config.groupBase }, now)), /^broken LDAP_USER_BASE: nobody with uid/m);
  } finally {
    await directory.close();
  }
  assert.match(said(await askDirectory(directory.config, now)), /^broken LDAP_URL: cannot be asked: .*ECONNREFUSED/);
});

test("an issuer: what its discovery says and leaves out, its keys, its clock", async () => {
  let document: Record<string, unknown> = {};
  let ahead = 0;
  const serve: RequestListener = (req, res) => {
    res.setHeader("date", new Date(Date.now() + ahead).toUTCString());
    if (req.url === "/keys") return void res.end('{"keys":[{}]}');
    if (req.url === "/.well-known/openid-configuration") return void res.end(JSON.stringify(document));
    res.writeHead(404).end();
  };
  await withServer(serve, async (url) => {
    const whole = {
      ...{ issuer: url, jwks_uri: `${url}/keys`, authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token` },
      ...{ id_token_signing_alg_values_supported: ["RS256"], code_challenge_methods_supported: ["S256"] },
      ...{ end_session_endpoint: `${url}/end`, backchannel_logout_supported: true },
    };
    const issuer = { url, clientId: "x", clientSecret: "y", groupsClaim: "groups", groupRoles: {} };
    const ask = async (change: object, aheadMs = 0): Promise<string> => {
      document = { ...whole, ...change };
      ahead = aheadMs;
      return said(await askIssuer({ ...SOUND, directory: null, issuer }, now));
    };
    assert.match(await ask({}), /^ok AUTH_ISSUER: .*RS256, back-channel logout$/);
    assert.match(await ask({ issuer: "https://elsewhere.test" }), /weak AUTH_ISSUER: calls itself https:\/\/elsewhere/);
    assert.match(await ask({ id_token_signing_alg_values_supported: ["HS256"] }), /broken AUTH_ISSUER: signs id tokens by no algorithm/);
    assert.match(
      await ask({ id_token_signing_alg_values_supported: ["RS256", "none"] }),
      /weak AUTH_ISSUER: offers id tokens without a signature/,
    );
    assert.match(await ask({ code_challenge_methods_supported: ["plain"] }), /weak AUTH_ISSUER: does not name PKCE/);
    assert.match(await ask({ end_session_endpoint: undefined }), /weak AUTH_ISSUER: offers no end of session/);
    assert.match(await ask({ backchannel_logout_supported: false }), /weak AUTH_ISSUER: tells nobody/);
    assert.match(await ask({ jwks_uri: `${url}/nothing` }), /broken AUTH_ISSUER: its signing keys/);
    assert.match(await ask({ token_endpoint: undefined }), /broken AUTH_ISSUER: its discovery document/);
    assert.match(await ask({}, 600_000), /weak AUTH_ISSUER: its clock is (599|600|601) s ahead of ours/);
  });
});

test("sources: unreachable, refused, without credentials just as well, and what they carry over plain http", async () => {
  const access = { headers: {}, tenant: null, tls: {}, timeoutMs: null, latenessMs: null, api: "auto" } as const;
  const config = (url: string, token: string): ServerConfig => ({
    ...SOUND,
    sources: ["embedded", `jaeger=${url}/jaeger/`],
    sourceAccess: { jaeger: { ...access, auth: { kind: "bearer", token } } },
  });
  let open = false;
  const serve: RequestListener = (req, res) =>
    void res.writeHead(req.url === "/jaeger/api/services" && (open || req.headers.authorization === "Bearer right") ? 200 : 401).end("{}");
  await withServer(serve, async (url) => {
    assert.match(
      said(await askSources(config(url, "right"), now)),
      /^ok SOURCES: embedded.*\nok SOURCES \(jaeger\): 127\.0\.0\.1:\d+ answers$/,
    );
    const wrong = said(await askSources(config(url, "wrong-token"), now));
    assert.match(wrong, /broken SOURCES \(jaeger\): refuses our credentials \(HTTP 401\)/);
    assert.ok(!wrong.includes("wrong-token"));
    open = true;
    assert.match(said(await askSources(config(url, "right"), now)), /weak SOURCES \(jaeger\): answers without credentials too/);
  });
  const gone = said(await askSources(config("http://user:s3cret@127.0.0.1:1", "t"), now));
  assert.match(gone, /broken SOURCES \(jaeger\): 127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/);
  assert.ok(!gone.includes("s3cret"));
  const far = said(await askSources(config("http://nowhere.invalid", "t"), now));
  assert.match(far, /broken SOURCES \(jaeger\): its credentials go over plain http off this machine/);
  assert.match(said(await askSources({ ...SOUND, sources: ["zipkin=http://x"] }, now)), /^broken SOURCES: "zipkin" is no source/);
});

test("a store: none yet, a whole chain, a broken one, one of a newer Loupe, one that cannot be opened", async () => {
  const path = join(home, "loupe.db");
  const url = `sqlite:${path}`;
  assert.match(said(await askStore(url)), /^ok STORE_URL: there is no store yet/);
  const store = await openStore({ url });
  for (let n = 1; n <= 3; n++)
    await store.audit.append({ at: unixMs(n), actor: "anna", action: "order.viewed", subject: `order/${n}`, detail: "" });
  assert.match(
    said(await askStore(url)),
    /^ok STORE_URL: SQLite, schema \d+\nok audit log: 3 rows, the chain is whole$/,
    "beside a Loupe that runs",
  );
  await store.close();
  const file = new Database(path);
  file.exec("update audit set actor = 'boris' where id = 2");
  assert.match(said(await askStore(url)), /broken audit log: the chain is broken at row 2/);
  file.exec("update loupe_schema set version = 999");
  file.close();
  assert.match(said(await askStore(url)), /broken STORE_URL: was written by a newer Loupe \(schema 999/);
  writeFileSync(path, "this is no database, and longer than a hundred bytes, so that SQLite looks at it at all and sees that it is none");
  assert.match(said(await askStore(url)), /^broken STORE_URL: cannot be opened/);
  const postgres = said(await askStore("postgres://loupe:pg-s3cret@127.0.0.1:1/loupe"));
  assert.match(postgres, /^broken STORE_URL: cannot be opened/);
  assert.ok(!postgres.includes("pg-s3cret"));
});

test("files: who else may read them, and what the operator's own say", () => {
  const path = (name: string, text = "x", mode = 0o600): string => {
    writeFileSync(join(home, name), text);
    chmodSync(join(home, name), mode);
    return join(home, name);
  };
  const config: ServerConfig = { ...SOUND, rootDir: home, dataDir: home, storeUrl: `sqlite:${path("store.db", "x", 0o644)}` };
  const secret = path("secret", "x", 0o604);
  chmodSync(home, 0o755);
  const open = said(
    lookAtFiles(config, [
      { name: "AUTH_SECRET_FILE", path: secret },
      { name: "CHAINS_FILE", path: secret },
    ]),
  );
  assert.match(open, /^broken AUTH_SECRET_FILE: .* by everybody on this machine \(604\)/m);
  assert.match(open, /^broken STORE_URL: .*store\.db may be read or written by everybody/m);
  assert.doesNotMatch(open, /CHAINS_FILE/);
  assert.match(open, /^weak DATA_DIR: .* may be listed by everybody/m);
  chmodSync(secret, 0o620);
  chmodSync(join(home, "store.db"), 0o600);
  chmodSync(home, 0o700);
  assert.match(said(lookAtFiles(config, [{ name: "AUTH_SECRET_FILE", path: secret }])), /^weak AUTH_SECRET_FILE: .* written by its group/m);
  const shut = said(lookAtFiles({ ...config, retention: { maxAgeMs: 1, maxBytes: 1 } }, []));
  assert.match(shut, /^ok files: 1 files.*\nok DATA_DIR: .*writable, \d+ MB free$/);
  assert.match(said(lookAtFiles({ ...config, retention: { maxAgeMs: 1, maxBytes: 1e18 } }, [])), /^weak RETENTION_MEGABYTES: /m);

  const routes = `version: 1
targets:
  - { id: hook, kind: webhook, url: "http://ops.internal/hook", secret: short }
  - { id: mail, kind: email, host: mail.internal, port: 25, from: a@b.c, to: [x@y.z], security: none }
routes:
  - { id: one, target: hook }
  - { id: two, target: mail }
`;
  const own = said(
    readOwnFiles({
      ...SOUND,
      ...{ routesFile: path("routes.yaml", routes), chainsFile: path("chains.yaml", "version: 7") },
      privacyFile: path("privacy.yaml", "version: 1\nkeep: [customer.email, shop]\n"),
    }),
  );
  assert.match(own, /^broken CHAINS_FILE: /m);
  assert.match(own, /^weak PRIVACY_FILE: keeps "customer\.email" unmasked/m);
  assert.match(own, /^weak ROUTES_FILE \(hook\): is told over plain http/m);
  assert.match(own, /^weak ROUTES_FILE \(mail\): mail goes to its server unencrypted/m);
  assert.match(said(readOwnFiles({ ...SOUND, routesFile: join(home, "gone.yaml") })), /^broken ROUTES_FILE: .*ENOENT/);
});

test("clocks and certificates", () => {
  assert.equal(said(judgeClock("x", 20_000)), "");
  assert.match(said(judgeClock("x", -90_000)), /weak x: its clock is 90 s behind ours/);
  const at = (days: number): Date => new Date(now + days * 86_400_000 + 60_000);
  assert.equal(said(judgeCertificate("x", at(31), now)), "");
  assert.match(said(judgeCertificate("x", at(12), now)), /weak x: its certificate ends in 12 days/);
  assert.match(said(judgeCertificate("x", at(-3), now)), /broken x: its certificate ended \d days ago/);
});

test("the command reads the environment, ends with the worst it found, and prints no secret; a fault of the start is told with its cure", async () => {
  const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    new Promise<{ code: number | null; out: string }>((resolve) => {
      const child = spawn(
        process.execPath,
        ["--conditions=react-server", "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "main.ts"), ...args],
        {
          env: { NODE_ENV: "test", ...env },
        },
      );
      let out = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (out += piece));
      child.on("close", (code) => resolve({ code, out }));
    });
  const nothing = await run({});
  assert.equal(nothing.code, 2);
  assert.match(nothing.out, /BROKEN {2}start: AUTH_SECRET is missing/);
  const directory = await startTestDirectory();
  try {
    const { url, bindDn, bindPassword, userBase, groupBase } = directory.config;
    const env = {
      ...{ BASE_URL: "http://127.0.0.1:3000", ALLOWED_CIDRS: "127.0.0.0/8", AUTH_SECRET: SOUND.authSecret, DATA_DIR: join(home, "data") },
      ...{ LDAP_URL: url, LDAP_BIND_DN: bindDn, LDAP_BIND_PASSWORD: bindPassword, LDAP_USER_BASE: userBase, LDAP_GROUP_BASE: groupBase },
      GROUP_ROLES: "loupe-admins=admin",
    };
    const json = await run(env, "--json");
    const { code, findings } = JSON.parse(json.out) as { code: number; findings: Finding[] };
    assert.equal(json.code, code);
    assert.ok(findings.length > 10 && findings.some(({ about }) => about === "LDAP_USER_BASE"));
    assert.ok(!json.out.includes(SOUND.authSecret) && !json.out.includes(bindPassword));
    const unsafe = await run({ ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    assert.equal(unsafe.code, 2);
    assert.match(unsafe.out, /BROKEN {2}NODE_TLS_REJECT_UNAUTHORIZED: is 0/);
  } finally {
    await directory.close();
  }
});
