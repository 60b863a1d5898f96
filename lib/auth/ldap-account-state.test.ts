import assert from "node:assert/strict";
import { test } from "node:test";
import { closedBy, lockedBy } from "./ldap-account-state.ts";

const NOW = Date.parse("2026-11-23T20:00:00Z");
const closed = (attributes: Record<string, string | string[]>) => closedBy({ dn: "uid=ada", ...attributes }, NOW);
/** As Active Directory counts: 100 ns since 1601. */
const fileTime = (iso: string) => String((BigInt(Date.parse(iso)) + 11_644_473_600_000n) * 10_000n);

test("an account that may be used is open, whatever product wrote it", () => {
  for (const open of [
    {},
    { userAccountControl: "512", accountExpires: "0", "msDS-User-Account-Control-Computed": "0" },
    { useraccountcontrol: "66048", accountexpires: "9223372036854775807" },
    { accountExpires: fileTime("2026-11-24T00:00:00Z") },
    // The password has expired: the next sign-in asks for another one, today's session stands.
    { "msDS-User-Account-Control-Computed": "8388608" },
    { nsAccountLock: "FALSE", krbPrincipalExpiration: "20370101000000Z", accountUnlockTime: "20261123195959Z" },
    { shadowExpire: "-1" },
    { shadowExpire: "30000" },
    { loginDisabled: "FALSE", loginExpirationTime: "20270101000000Z" },
    { shadowExpire: [], pwdAccountLockedTime: [] },
    { krbPrincipalExpiration: "no time at all" },
  ])
    assert.equal(closed(open as Record<string, string | string[]>), null, JSON.stringify(open));
});

for (const [name, attributes, why] of [
  ["Active Directory, disabled", { userAccountControl: "514" }, "account disabled (userAccountControl)"],
  ["the same in lower case", { useraccountcontrol: "66050" }, "account disabled (userAccountControl)"],
  ["Active Directory, expired", { accountExpires: fileTime("2026-11-23T19:59:59Z") }, "account expired (accountExpires)"],
  ["389 and FreeIPA", { nsaccountlock: "TRUE" }, "account disabled (nsAccountLock)"],
  ["FreeIPA, expired", { krbPrincipalExpiration: "20261123195900Z" }, "account expired (krbPrincipalExpiration)"],
  ["OpenLDAP, by an administrator", { pwdAccountLockedTime: "000001010000Z" }, "account locked (pwdAccountLockedTime)"],
  ["posix", { shadowExpire: "1" }, "account expired (shadowExpire)"],
  ["eDirectory", { loginDisabled: "TRUE" }, "account disabled (loginDisabled)"],
  ["eDirectory, expired, with an offset", { loginExpirationTime: "202611232030+0100" }, "account expired (loginExpirationTime)"],
] as const)
  test(`closed: ${name}`, () => assert.equal(closed(attributes as Record<string, string>), why));

for (const [name, attributes, attribute] of [
  ["Active Directory", { "msDS-User-Account-Control-Computed": "16" }, "msDS-User-Account-Control-Computed"],
  ["389, without end", { accountUnlockTime: "19700101000000Z" }, "accountUnlockTime"],
  ["389, for a while", { accountUnlockTime: "20261123200500Z" }, "accountUnlockTime"],
  ["OpenLDAP", { pwdAccountLockedTime: "20261123195900Z" }, "pwdAccountLockedTime"],
  ["eDirectory", { lockedByIntruder: "TRUE" }, "lockedByIntruder"],
] as const)
  test(`locked after wrong passwords, which anybody can type: nobody is put out by it (${name})`, () => {
    assert.equal(closed(attributes), null);
    assert.equal(lockedBy({ dn: "uid=ada", ...attributes }, NOW), `account locked (${attribute})`);
  });

test("an administrator's lock is no passing one, and what has passed is none", () => {
  assert.equal(lockedBy({ dn: "uid=ada", pwdAccountLockedTime: "000001010000Z" }, NOW), null);
  assert.equal(lockedBy({ dn: "uid=ada", accountUnlockTime: "20261123195959Z" }, NOW), null);
});
