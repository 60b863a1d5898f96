import assert from "node:assert/strict";
import { test } from "node:test";
import type { DirectoryConfig } from "./config.ts";
import { faultsOfDirectory } from "./ldap-faults.ts";

const good: DirectoryConfig = {
  url: "ldaps://ldap1.example, ldaps://ldap2.example:636",
  startTls: false,
  caPem: null,
  bindDn: "cn=reader,dc=example",
  bindPassword: "hunter2",
  userBase: "ou=people,dc=example",
  userAttribute: "",
  groupBase: "ou=groups,dc=example",
  groupRoles: { leads: "lead" },
  timeoutMs: 1,
};

test("several addresses and every further attribute are taken", () => {
  assert.deepEqual(faultsOfDirectory(good), []);
  const more = {
    loginAttributes: ["mail"],
    groupMemberAttributes: ["member", "memberUid:name"],
    userFilter: "(&(objectClass=person)(!(l=x)))",
  };
  assert.deepEqual(faultsOfDirectory({ ...good, ...more, memberOfAttributes: [], groupNameAttribute: "description" }), []);
});

for (const [name, change, told] of [
  ["an address of another kind", { url: "ldaps://ldap.example https://ldap.example" }, /^LDAP_URL/],
  ["an address without a host", { url: "ldap:///dc=example" }, /^LDAP_URL/],
  ["StartTLS inside TLS", { startTls: true }, /^LDAP_STARTTLS/],
  ["a base that is none", { userBase: "people" }, /^LDAP_USER_BASE/],
  ["a filter that does not close", { userFilter: "(&(a=b)" }, /^LDAP_USER_FILTER/],
  ["an attribute with a filter in it", { userAttribute: "uid)(cn" }, /"uid\)\(cn" is no attribute/],
  ["a kind of member that is unknown", { groupMemberAttributes: ["memberUid:number"] }, /"memberUid:number" is no attribute/],
] as const)
  test(`${name} stops the start`, () => {
    const faults = faultsOfDirectory({ ...good, ...(change as Partial<DirectoryConfig>) });
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", told);
  });
