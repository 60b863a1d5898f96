import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnder, normaliseDn, parseDn } from "./ldap-dn.ts";

const same = (...names: readonly string[]) => new Set(names.map(normaliseDn)).size === 1;

test("case, spaces, the kind of escape and the attribute's long name do not make another name", () => {
  assert.ok(
    same("uid=ada,ou=People,dc=test", "UID=Ada, OU=people , dc=test", "userid=\\61da;ou=people;DC=test", 'uid="ada",ou=people,dc=test'),
  );
  assert.ok(same("cn=Lovelace\\, Ada,dc=test", 'CN="lovelace, ada",dc=test', "cn=Lovelace\\2C Ada,dc=test", "cn=lovelace\\,  ada,dc=test"));
  assert.ok(same("cn=Ada+uid=1,dc=test", "uid=1+CN=ada,dc=test"));
  assert.ok(same("cn=Zoë,dc=test", "cn=Zo\\C3\\AB,dc=test", "cn=Zoe\u0308,dc=test"));
});

test("other names stay others", () => {
  assert.equal(new Set(["cn=a,dc=b", "cn=a\\,dc=b", "cn=a+dc=b", "dc=b", "cn=a", ""].map(normaliseDn)).size, 6);
});

test("a value that reads like a base is not below that base", () => {
  const base = normaliseDn("ou=groups,dc=test");
  assert.ok(isUnder(normaliseDn("cn=x, OU=Groups,DC=test"), base));
  assert.ok(isUnder(base, base));
  assert.ok(!isUnder(normaliseDn("cn=x\\,ou=groups\\,dc=test"), base));
  assert.ok(!isUnder(normaliseDn("cn=x,ou=other-groups,dc=test"), base));
  assert.ok(!isUnder("?cn=x,ou=groups,dc=test,", base));
});

test("what is no name is said to be none, and compared as written", () => {
  for (const text of ["ada", "=x", "cn=a,", "cn=a,b", "cn=\\", 'cn="open', 'cn="a"b,dc=x', "c n=x"])
    assert.equal(parseDn(text), null, text);
  assert.ok(same("Not a  name", "not a name"));
});
