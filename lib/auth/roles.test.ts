import assert from "node:assert/strict";
import { test } from "node:test";
import { grantsOfGroups, ROLES, rightsOf } from "./roles.ts";

const groups = { "loupe-leads": "lead", "cn=devs,ou=groups,dc=x": "developer", Typo: "superuser", "personal-data": "reveal" };

test("the greatest role of several groups counts", () =>
  assert.deepEqual(grantsOfGroups(["cn=loupe-leads,dc=x", "CN=devs,OU=groups,DC=x"], groups), { role: "lead", mayReveal: false }));
test("a group by its full name counts, without regard to case", () =>
  assert.equal(grantsOfGroups(["CN=Devs,OU=Groups,DC=x"], groups)?.role, "developer"));
test("no group, no role", () => assert.equal(grantsOfGroups(["cn=others,dc=x"], groups), null));
test("a role that the table does not know gives nothing", () => assert.equal(grantsOfGroups(["cn=typo,dc=x"], groups), null));
test("a group reveals beside any role, and by itself lets nobody in", () => {
  assert.deepEqual(grantsOfGroups(["cn=devs,ou=groups,dc=x", "cn=personal-data,dc=x"], groups), { role: "developer", mayReveal: true });
  assert.equal(grantsOfGroups(["cn=personal-data,dc=x"], groups), null);
});
test("each role holds the rights of those below it, and none reveals", () => {
  for (const [at, role] of ROLES.entries()) {
    for (const below of ROLES.slice(0, at)) for (const right of rightsOf(below, false)) assert.ok(rightsOf(role, false).includes(right));
    assert.ok(!rightsOf(role, false).includes("reveal") && rightsOf(role, true).includes("reveal"));
  }
});
test("what each role may, in full", () =>
  assert.deepEqual(
    ROLES.map((role) => rightsOf(role, false)),
    [
      ["read", "manage-cases"],
      ["read", "manage-cases", "export", "report", "deadlines"],
      ["read", "manage-cases", "export", "report", "deadlines", "configure", "audit", "sessions"],
    ],
  ));
