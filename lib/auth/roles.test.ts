import assert from "node:assert/strict";
import { test } from "node:test";
import { mayDo, ROLES, roleOfGroups } from "./roles.ts";

const groups = { "loupe-leads": "lead", "cn=devs,ou=groups,dc=x": "developer", Typo: "superuser" };

test("the greatest role of several groups counts", () =>
  assert.equal(roleOfGroups(["cn=loupe-leads,dc=x", "CN=devs,OU=groups,DC=x"], groups), "lead"));
test("a group by its full name counts, without regard to case", () =>
  assert.equal(roleOfGroups(["CN=Devs,OU=Groups,DC=x"], groups), "developer"));
test("no group, no role", () => assert.equal(roleOfGroups(["cn=others,dc=x"], groups), null));
test("a role that the table does not know gives nothing", () => assert.equal(roleOfGroups(["cn=typo,dc=x"], groups), null));
test("each role holds the rights of those below it", () => {
  const rights = ["read", "manage-cases", "reveal", "deadlines", "configure", "audit"] as const;
  for (const right of rights) {
    const held = ROLES.map((role) => mayDo(role, right));
    assert.deepEqual(held, [...held].sort(), `${right}: ${held}`);
  }
  assert.ok(ROLES.every((role) => mayDo(role, "read")));
});
test("leads change deadlines and nothing else of the configuration; developers read", () =>
  assert.deepEqual(
    ROLES.map((role) => [mayDo(role, "deadlines"), mayDo(role, "configure")]),
    [
      [false, false],
      [true, false],
      [true, true],
    ],
  ));
