import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readConfig } from "./env.ts";

const complete = {
  BASE_URL: "https://loupe.example",
  AUTH_SECRET: "x".repeat(48),
  ALLOWED_CIDRS: "10.8.0.0/16, 127.0.0.0/8",
  LDAP_URL: "ldaps://ldap.example",
  LDAP_BIND_DN: "cn=reader,dc=example",
  LDAP_BIND_PASSWORD: "reader's",
  LDAP_USER_BASE: "ou=people,dc=example",
  LDAP_GROUP_BASE: "ou=groups,dc=example",
  GROUP_ROLES: "cn=leads,ou=groups,dc=example=lead;developers=developer",
};

test("a complete environment gives a configuration", () => {
  const config = readConfig(complete);
  assert.ok(config.ok);
  assert.deepEqual(config.value.allowedCidrs, ["10.8.0.0/16", "127.0.0.0/8"]);
  assert.deepEqual(config.value.directory?.groupRoles, { "cn=leads,ou=groups,dc=example": "lead", developers: "developer" });
});

test("no secret has a default: an empty environment names all that is missing", () => {
  const config = readConfig({});
  assert.ok(!config.ok);
  for (const name of ["BASE_URL", "AUTH_SECRET", "ALLOWED_CIDRS", "LDAP_URL"])
    assert.ok(
      config.error.some((fault) => fault.startsWith(name)),
      name,
    );
});

test("every fault is told at once, with the variable and its cure", () => {
  const config = readConfig({ ...complete, PORT: "many", AUTH_SECRET: "short", BASE_URL: "ftp://x", API_CLIENTS: "ci:lead:123" });
  assert.ok(!config.ok);
  for (const name of ["PORT=many", "AUTH_SECRET", "BASE_URL=ftp://x", "API_CLIENTS"])
    assert.ok(
      config.error.some((fault) => fault.startsWith(name)),
      name,
    );
});

test("links to other tools are read, and one that could mislead stops the start with what to write instead", () => {
  const config = readConfig({ ...complete, LINKS: "Jaeger=https://jaeger.example/trace/{traceId}" });
  assert.ok(config.ok);
  assert.deepEqual(config.value.links, [{ name: "Jaeger", template: "https://jaeger.example/trace/{traceId}" }]);
  const wrong = readConfig({ ...complete, LINKS: "Logs=https://logs.example/{user};Old=ftp://x" });
  assert.ok(!wrong.ok);
  assert.deepEqual(wrong.error.length, 2);
  assert.match(wrong.error[0] ?? "", /^LINKS: Logs: knows no \{user\}/);
});

test("a secret that cannot be read from its file is a fault, not an empty secret", () => {
  const config = readConfig({ ...complete, AUTH_SECRET: undefined, AUTH_SECRET_FILE: "/nonexistent/secret" });
  assert.ok(!config.ok);
  assert.match(config.error.join(), /AUTH_SECRET_FILE: cannot read/);
});

test(".env.example explains every variable that is read, and no other", () => {
  const source = readFileSync(join(import.meta.dirname, "env.ts"), "utf8");
  const perKind = [...source.matchAll(/read\.\w+\(`\$\{kind\}_([A-Z_]+)`/g)].flatMap((match) => [
    `JAEGER_${match[1]}`,
    `TEMPO_${match[1]}`,
  ]);
  const read = new Set([...[...source.matchAll(/read\.\w+\("([A-Z_]+)"/g)].map((match) => match[1]), ...perKind]);
  const example = readFileSync(join(import.meta.dirname, "..", ".env.example"), "utf8");
  const explained = new Set([...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]));
  assert.ok(read.size > 20);
  // Only Jaeger has two APIs.
  read.delete("TEMPO_API");
  assert.deepEqual([...explained].sort(), [...read].sort());
});
