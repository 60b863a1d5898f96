import assert from "node:assert/strict";
import { test } from "node:test";
import { emailOf, groupsOfClaim, readClaim, shownName, userNameOf } from "./external-claims.ts";

const claims = {
  groups: ["a"],
  "https://example.com/groups": ["b"],
  "realm_access.roles": ["exact"],
  realm_access: { roles: ["nested"] },
  resource_access: { "my.client": { roles: ["c"] }, my: { client: {} } },
  text: "t",
};

for (const [path, value] of [
  ["groups", ["a"]],
  ["https://example.com/groups", ["b"]],
  ["realm_access.roles", ["exact"]],
  ["resource_access.my.client.roles", ["c"]],
  ["resource_access.other.roles", undefined],
  ["text.length", undefined],
  ["groups.0", undefined],
  ["constructor", undefined],
  ["__proto__.x", undefined],
  ["missing", undefined],
  ["", undefined],
] as const)
  test(`the claim at "${path}"`, () => assert.deepEqual(readClaim(claims, path), value));

const known = { "Loupe Leads": "lead", "loupe-leads": "lead" };
for (const [value, groups] of [
  [
    ["a", "/b", "/c/d", 7, null],
    ["a", "/b", "b", "/c/d", "c/d"],
  ],
  ["a,b; c", ["a", "b", "c"]],
  ["a  b", ["a", "b"]],
  ["Loupe Leads", ["Loupe Leads"]],
  ["Team One,Loupe Leads", ["Team One", "Loupe Leads"]],
  ["cn=a,ou=b", ["cn=a,ou=b"]],
  ['["a","b"]', ["a", "b"]],
  ["[broken", ["[broken"]],
  [
    [{ name: "a" }, { displayName: "b" }, { path: "/c" }, {}],
    ["a", "b", "/c", "c"],
  ],
  [{ a: { o: "x" }, b: null, c: false }, ["a"]],
  ["", []],
  [null, []],
  [7, []],
  [true, []],
] as const)
  test(`groups of ${JSON.stringify(value)}`, () => assert.deepEqual(groupsOfClaim(value, known), groups));

test("a person is shown by the best name there is", () => {
  assert.equal(shownName({ name: " Ada L ", given_name: "x" }, "id"), "Ada L");
  assert.equal(shownName({ given_name: "Ada", family_name: "L" }, "id"), "Ada L");
  assert.equal(shownName({ preferred_username: "ada" }, "id"), "ada");
  assert.equal(shownName({ name: "" }, "id"), "id");
  assert.equal(emailOf({ email: 7 }), null);
});

test("who is looked up: the configured claim and no other", () => {
  const all = { sub: "uuid", preferred_username: "ada", upn: "ada@corp", ids: { uid: "u1" } };
  assert.equal(userNameOf(all, null, true), "ada");
  assert.equal(userNameOf(all, null, false), "uuid");
  assert.equal(userNameOf({ sub: "uuid" }, null, true), "uuid");
  assert.equal(userNameOf(all, "upn", true), "ada@corp");
  assert.equal(userNameOf(all, "ids.uid", true), "u1");
  assert.equal(userNameOf(all, "email", true), null);
});
