import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import type { DirectoryConfig } from "./config.ts";
import type { Directory } from "./directory.ts";
import { whyRefused } from "./ldap-bind.ts";
import { ldapDirectory } from "./ldap-directory.ts";
import { ODD_BASE, type OddAnswers, startOddDirectory } from "./test-odd-directory.ts";

const person = (uid: string, more: Readonly<Record<string, readonly string[]>> = {}) => ({
  [`uid=${uid},ou=people,${ODD_BASE}`]: { objectclass: ["person"], uid: [uid], ...more },
});
const group = (cn: string, more: Readonly<Record<string, readonly string[]>>) => ({
  [`cn=${cn},ou=groups,${ODD_BASE}`]: { objectclass: ["groupOfNames"], cn: [cn], ...more },
});
const ADA = `uid=ada,ou=people,${ODD_BASE}`;
const usual = { ...person("ada"), ...person("bob"), ...group("builders", { member: [ADA] }) };

/** Everybody's roles, asked one by one and all at once: both must say the same. */
async function rolesOf(directory: Directory, names: readonly string[]) {
  const all = await directory.findAll(names);
  const alone = [];
  for (const name of names) alone.push(await directory.find(name));
  if (!all.ok) {
    assert.ok(alone.some((one) => !one.ok));
    return all.error.detail;
  }
  const roles = names.map((name) => all.value.get(name)?.role ?? null);
  assert.deepEqual(
    alone.map((one) => (one.ok ? (one.value?.role ?? null) : one.error)),
    roles,
  );
  return roles;
}

const odd = (name: string, answers: OddAnswers, check: (directory: Directory) => Promise<void>, change: Partial<DirectoryConfig> = {}) =>
  test(name, async () => {
    const server = await startOddDirectory(answers);
    try {
      await check(ldapDirectory({ ...server.config, ...change }, () => unixMs(Date.parse("2026-11-23T20:00:00Z"))));
    } finally {
      await server.close();
    }
  });

odd(
  "attributes that a server refuses in a question match nothing, the others count",
  {
    entries: usual,
    refuse: ({ filter }) => (/uniqueMember|memberUid/i.test(filter) ? "UndefinedAttributeTypeError" : null),
  },
  async (directory) => assert.deepEqual(await rolesOf(directory, ["ada", "bob"]), ["developer", null]),
);

odd(
  "where every question for groups is refused and no entry names its own, nothing is known and nobody has left",
  { entries: usual, refuse: ({ filter }) => (/member/i.test(filter) ? "UnwillingToPerformError" : null) },
  async (directory) => assert.match(String(await rolesOf(directory, ["ada", "bob"])), /UnwillingToPerform/),
);

odd(
  "a server that takes only people for members (lldap) stops nobody on the way up",
  {
    entries: usual,
    refuse: ({ filter }) => (/member=cn=/i.test(filter) ? "InvalidDnSyntaxError" : null),
  },
  async (directory) => assert.deepEqual(await rolesOf(directory, ["ada", "bob"]), ["developer", null]),
);

odd(
  "groups that list nobody give roles by what people's entries say, one in the other too, those elsewhere do not",
  {
    entries: {
      ...person("ada", { memberof: [`CN=team, OU=Groups, ${ODD_BASE}`] }),
      ...person("bob", { ismemberof: [`cn=builders,ou=groups,${ODD_BASE}`] }),
      ...person("eve", { memberof: [`cn=leads,ou=rules,${ODD_BASE}`] }),
      ...group("team", { memberof: [`cn=leads,ou=groups,${ODD_BASE}`] }),
      ...group("leads", {}),
    },
  },
  async (directory) => assert.deepEqual(await rolesOf(directory, ["ada", "bob", "eve"]), ["lead", "developer", null]),
);

odd(
  "a DN may be written with spaces, other case and other escapes in each place",
  {
    entries: {
      ...person("ada"),
      [`uid=x\\2cy, ou=People, ${ODD_BASE}`]: { objectclass: ["person"], uid: ["x,y"], memberof: [`CN=leads , OU=groups,${ODD_BASE}`] },
      ...group("builders", { member: [ADA, `UID=ADA,OU=people, ${ODD_BASE}`] }),
    },
  },
  async (directory) => assert.deepEqual(await rolesOf(directory, ["ada", "x,y"]), ["developer", "lead"]),
);

odd(
  "a server that shows its root to nobody, and has neither mail nor common names, is as good as any",
  { entries: usual, refuse: ({ base }) => (base === "" ? "InsufficientAccessRightsError" : null) },
  async (directory) => {
    const ada = { sub: "ada", name: "ada", email: null, role: "developer", mayReveal: false };
    assert.deepEqual(await directory.signIn("ada", "x"), { ok: true, value: ada });
  },
);

for (const error of [
  "BusyError",
  "UnavailableError",
  "OperationsError",
  "InsufficientAccessRightsError",
  "TimeLimitExceededError",
  "SizeLimitExceededError",
])
  odd(
    `${error} while people are looked for takes nobody for a leaver`,
    { entries: usual, refuse: ({ base }) => (/people/.test(base) ? error : null) },
    async (directory) => assert.match(String(await rolesOf(directory, ["ada", "gone"])), /\w/),
  );

test("a failure between two questions is the whole answer", async () => {
  let asked = 0;
  const entries = Object.assign({}, ...Array.from({ length: 120 }, (_, n) => person(`p${n}`)));
  const refuse = ({ base }: { readonly base: string }) => (/people/.test(base) && ++asked === 3 ? "BusyError" : null);
  const server = await startOddDirectory({ entries, refuse });
  const names = Array.from({ length: 120 }, (_, n) => `p${n}`);
  const answer = await ldapDirectory(server.config, () => unixMs(0)).findAll(names);
  await server.close();
  assert.equal(asked, 3);
  assert.ok(!answer.ok && answer.error.kind === "directory-down");
});

test("what a server refuses about an account is refused, with the reason for the log; what it refuses to everybody is its own trouble", async () => {
  const reply = "80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data 533, v3839";
  for (const [error, text, expected] of [
    ["InvalidCredentialsError", reply, "refused: account disabled"],
    ["UnwillingToPerformError", "Account inactivated.", "refused: refused by the directory: Account inactivated. Code: 0x35"],
    [
      "ConstraintViolationError",
      "Exceed password retry limit.",
      "refused: refused by the directory: Exceed password retry limit. Code: 0x13",
    ],
    ["BusyError", "", "directory-down"],
    ["ConfidentialityRequiredError", "", "directory-down"],
  ] as const) {
    const refuseBind = (dn: string) => (dn.replaceAll(" ", "") === ADA ? ([error, text] as const) : null);
    const server = await startOddDirectory({ entries: usual, refuseBind });
    const answer = await ldapDirectory(server.config, () => unixMs(0)).signIn("ada", "x");
    await server.close();
    assert.ok(!answer.ok);
    const said = answer.error.kind === "refused" ? `refused: ${answer.error.detail}` : answer.error.kind;
    assert.equal(said, expected);
  }
});

test("Active Directory's numbers are words in the log", () => {
  const said = (number: string) =>
    whyRefused(`80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${number}, v1db1`);
  assert.deepEqual(["52e", "532", "533", "701", "773", "775", "999"].map(said), [
    "wrong password",
    "password expired",
    "account disabled",
    "account expired",
    "must change the password first",
    "account locked",
    "wrong password",
  ]);
});
