import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client } from "ldapts";
import { findDebianProgram } from "./find-debian-program.ts";
import { countOperations, directoryOf } from "./slapd-directory.ts";
import { GROUPS_DN, groupDn, PEOPLE_DN, PLACEHOLDER_DN, personDn } from "./slapd-tree.ts";
import { type Slapd, startSlapd } from "./start-slapd.ts";

const found = findDebianProgram("slapd");

if ("missing" in found) {
  console.log(`Real slapd: not tried, ${found.missing}`);
  test("real slapd", { skip: found.missing });
} else
  describe("real slapd", () => {
    let slapd: Slapd;
    const roleOf = async (sub: string, change = {}) => {
      const person = await directoryOf(slapd, change).find(sub);
      return person.ok ? (person.value?.role ?? null) : person.error.detail;
    };
    const kindOf = async (name: string, password: string, change = {}) => {
      const answer = await directoryOf(slapd, change).signIn(name, password);
      return answer.ok ? answer.value.sub : answer.error.kind;
    };

    before(async () => {
      slapd = await startSlapd({
        binary: found.path,
        // It takes an empty password with a name for a success; and what lies elsewhere is elsewhere.
        settings: ["allow bind_v2 bind_anon_cred bind_anon_dn", "referral ldap://127.0.0.1:9/"],
        databaseSettings: ["overlay memberof", "overlay ppolicy"],
      });
      for (const uid of ["ada", "Bob", "cy", "dee", "eve"]) await slapd.addPerson({ uid, password: `${uid} secret` });
      await slapd.addPerson({ uid: "zoë", password: "zoë secret", mail: "zoe@loupe.test" });
      await slapd.addToGroup("loupe-developers", "ada");
      await slapd.addToGroup("loupe-developers", "Bob");
      // cy ∈ team ∈ platform ∈ loupe-leads, and back again.
      await slapd.addToGroup("team", "cy");
      await slapd.addToGroup("platform", groupDn("team"));
      await slapd.addToGroup("loupe-leads", groupDn("platform"));
      await slapd.addToGroup("team", groupDn("loupe-leads"));
      await slapd.add(groupDn("loupe-admins"), { objectClass: "posixGroup", cn: "loupe-admins", gidNumber: "5000", memberUid: ["dee"] });
      const unique = { objectClass: "groupOfUniqueNames", uniqueMember: [PLACEHOLDER_DN, personDn("eve")] };
      await slapd.add(groupDn("loupe-revealers"), { ...unique, cn: "loupe-revealers" });
      await slapd.addToGroup("loupe-developers", "eve");
    });
    after(() => slapd.stop());

    test("over LDAPS with its own authority people come in with the roles of their groups, direct, nested over three levels, posix, unique", async () => {
      const directory = directoryOf(slapd);
      for (const [uid, role, mayReveal] of [
        ["ada", "developer", false],
        ["cy", "lead", false],
        ["dee", "admin", false],
        ["eve", "developer", true],
      ] as const) {
        const answer = await directory.signIn(uid, `${uid} secret`);
        const person = { sub: uid, name: `Name of ${uid}`, email: `${uid}@loupe.test`, role, mayReveal };
        assert.deepEqual(answer, { ok: true, value: person });
        assert.deepEqual(await directory.find(uid), answer);
      }
      const all = await directory.findAll(["ada", "cy", "dee", "eve", "zoë", "nobody"]);
      assert.ok(all.ok);
      assert.deepEqual(
        [...all.value].map(([sub, person]) => [sub, person?.role ?? null, person?.mayReveal ?? null]),
        [
          ["ada", "developer", false],
          ["cy", "lead", false],
          ["dee", "admin", false],
          ["eve", "developer", true],
          ["zoë", null, null],
          ["nobody", null, null],
        ],
      );
    });

    test("StartTLS checks the certificate against the server's own name, not against localhost", async () => {
      assert.equal(await roleOf("ada", { url: slapd.ldapUrl, startTls: true }), "developer");
      const other = await startSlapd({ binary: found.path, names: "DNS:localhost" });
      try {
        for (const change of [{ url: other.ldapUrl, startTls: true }, {}]) {
          const answer = await directoryOf(other, change).find("ada");
          assert.ok(!answer.ok);
          assert.match(answer.error.detail, /ERR_TLS_CERT_ALTNAME_INVALID/);
        }
        const byName = other.ldapsUrl.replace("127.0.0.1", "localhost");
        assert.equal(await directoryOf(other, { url: byName }).isUp(), true);
        assert.equal(await directoryOf(other, { url: other.ldapUrl.replace("127.0.0.1", "localhost"), startTls: true }).isUp(), true);
      } finally {
        await other.stop();
      }
    });

    test("without the authority nothing is said to it, over LDAPS and StartTLS", async () => {
      for (const change of [{ caPem: null }, { caPem: null, url: slapd.ldapUrl, startTls: true }]) {
        const counted = await countOperations(slapd, async () => assert.match(String(await roleOf("ada", change)), /certificate/i));
        assert.deepEqual(counted, { binds: 0, searches: 0 });
      }
    });

    test("memberOf alone is enough where groups may not be searched, and is not believed where it is told so", async () => {
      const blind = { groupMemberAttributes: ["seeAlso"] };
      assert.equal(await roleOf("ada", blind), "developer");
      assert.equal(await roleOf("cy", blind), "lead");
      const many = await directoryOf(slapd, blind).findAll(["ada", "cy"]);
      assert.ok(many.ok && many.value.get("cy")?.role === "lead" && many.value.get("ada")?.role === "developer");
      assert.equal(await roleOf("ada", { ...blind, memberOfAttributes: [] }), null);
      assert.equal(await roleOf("cy", { memberOfAttributes: [] }), "lead");
    });

    test("an attribute that its schema does not know matches nothing, and stands in nobody's way", async () => {
      assert.equal(await roleOf("ada", { groupMemberAttributes: ["member", "noSuchThing", "other:name"] }), "developer");
      assert.equal(await kindOf("ada", "ada secret", { loginAttributes: ["noSuchThing", "mail"] }), "ada");
      assert.equal(await kindOf("ada@loupe.test", "ada secret", { loginAttributes: ["mail"] }), "ada");
    });

    test("a configured filter says who is a person; groups may be named by another attribute, or by DN in another spelling", async () => {
      assert.equal(await roleOf("ada", { userFilter: "(&(objectClass=inetOrgPerson)(!(sn=Name of ada)))" }), null);
      assert.equal(await roleOf("ada", { userFilter: "objectClass=inetOrgPerson" }), "developer");
      await slapd.set(groupDn("loupe-developers"), "description", "Those who build");
      const named = { groupNameAttribute: "description", groupRoles: { "those who  BUILD": "lead" } };
      assert.equal(await roleOf("ada", named), "lead");
      assert.equal(await roleOf("ada", { ...named, groupMemberAttributes: ["seeAlso"] }), "lead");
      assert.equal(await roleOf("ada", { groupRoles: { [`CN=Loupe-\\44evelopers, ${GROUPS_DN.toUpperCase()}`]: "lead" } }), "lead");
    });

    test("this server does take an empty password for a success, and who is so let in is a stranger", async () => {
      const client = new Client({ url: slapd.ldapUrl });
      await client.bind(personDn("ada"), "");
      await assert.rejects(client.search(slapd.userBase, { filter: "(uid=ada)" }));
      await client.unbind();
    });

    for (const [name, user, password] of [
      ["an empty password, which this server takes for a success", "ada", ""],
      ["a password of spaces", "ada", "   "],
      ["a wrong password", "ada", "ada secre"],
      ["an unknown name", "nobody", "x"],
      ["an asterisk", "*", "ada secret"],
      ["a filter in the name", "ada)(uid=*", "ada secret"],
      ["another filter in the name", "*)(|(uid=*", "ada secret"],
      ["NUL", "ada\u0000", "ada secret"],
      ["a DN for a name", personDn("ada"), "ada secret"],
      ["ten thousand letters", "a".repeat(10_000), "ada secret"],
      ["a password of ten thousand letters", "ada", "p".repeat(10_000)],
      ["somebody else's alphabet", "аda", "ada secret"],
      ["half a surrogate", "ada\ud800", "ada secret"],
    ] as const)
      test(`refused: ${name}`, async () => assert.equal(await kindOf(user, password), "refused"));

    test("whatever spelling was typed, the subject is the directory's", async () => {
      for (const typed of ["ADA", " ada ", "aDa"]) assert.equal(await kindOf(typed, "ada secret"), "ada");
      assert.equal(await kindOf("bob", "Bob secret"), "Bob");
      const resolved = await directoryOf(slapd, { loginAttributes: ["mail"] }).resolve("BOB@loupe.test");
      assert.ok(resolved.ok && resolved.value?.sub === "Bob");
      assert.equal(await roleOf("Bob"), "developer");
      assert.equal(await roleOf("bob"), null);
      assert.equal(await kindOf("zoë", "zoë secret", { loginAttributes: ["mail"] }), "no-role");
    });

    test("an entry with several names is called by the one in its DN, with none but its name by that", async () => {
      await slapd.addPerson({
        uid: "mul",
        password: "m",
        attributes: { uid: ["aaa", "mul", "zzz"], mail: ["one@loupe.test", "two@loupe.test"] },
      });
      await slapd.addToGroup("loupe-developers", "mul");
      assert.equal(await kindOf("zzz", "m"), "mul");
      const bare = { objectClass: ["account", "simpleSecurityObject"], uid: "bare", userPassword: "b" };
      await slapd.add(personDn("bare"), bare);
      await slapd.addToGroup("loupe-developers", "bare");
      const answer = await directoryOf(slapd).signIn("bare", "b");
      assert.ok(answer.ok);
      assert.partialDeepStrictEqual(answer.value, { sub: "bare", name: "bare", email: null });
    });

    test("a name in two subtrees is nobody's, at sign-in and afterwards", async () => {
      await slapd.addPerson({ uid: "twin", password: "one" });
      await slapd.addToGroup("loupe-developers", "twin");
      assert.equal(await kindOf("twin", "one"), "twin");
      await slapd.add(`ou=contractors,${PEOPLE_DN}`, { objectClass: "organizationalUnit", ou: "contractors" });
      await slapd.addPerson({ uid: "Twin", password: "two", under: `ou=contractors,${PEOPLE_DN}` });
      for (const password of ["one", "two"]) assert.equal(await kindOf("twin", password), "refused");
      assert.equal(await roleOf("twin"), null);
      assert.equal(await roleOf("Twin"), null);
    });

    test("an unknown name and a wrong password cost the same questions and say the same", async () => {
      const directory = directoryOf(slapd);
      await directory.isUp();
      const wrong = await countOperations(slapd, () => directory.signIn("ada", "wrong"));
      const unknown = await countOperations(slapd, () => directory.signIn("nobody", "wrong"));
      assert.deepEqual(unknown, wrong);
      assert.deepEqual(wrong, { binds: 2, searches: 1 });
    });

    test("an account that the directory has locked or that has expired comes in no more, and is out", async () => {
      await slapd.addPerson({
        uid: "lock",
        password: "l",
        attributes: { objectClass: ["inetOrgPerson", "shadowAccount"], shadowExpire: "-1" },
      });
      await slapd.addToGroup("loupe-developers", "lock");
      assert.equal(await roleOf("lock"), "developer");
      await slapd.set(personDn("lock"), "shadowExpire", "1");
      assert.equal(await roleOf("lock"), null);
      const expired = await directoryOf(slapd).signIn("lock", "l");
      assert.deepEqual(expired, { ok: false, error: { kind: "refused", detail: "account expired (shadowExpire)" } });
      await slapd.set(personDn("lock"), "shadowExpire", "-1");
      await slapd.set(personDn("lock"), "pwdAccountLockedTime", "000001010000Z");
      assert.equal(await roleOf("lock"), null);
      assert.equal(await kindOf("lock", "l"), "refused");
      // After wrong passwords, which anybody may have typed: nobody is put out by that.
      await slapd.set(personDn("lock"), "pwdAccountLockedTime", "20260101000000Z");
      assert.equal(await roleOf("lock"), "developer");
      await slapd.set(personDn("lock"), "pwdAccountLockedTime");
      assert.equal(await kindOf("lock", "l"), "lock");
    });

    test("a base that is elsewhere is said to be, and takes nobody for a leaver; a part that is elsewhere hinders nobody", async () => {
      assert.match(String(await roleOf("ada", { userBase: "ou=people,dc=elsewhere" })), /referral.*LDAP_URL/);
      assert.match(String(await roleOf("ada", { groupBase: "ou=groups,dc=elsewhere" })), /referral.*LDAP_URL/);
      assert.equal(await kindOf("ada", "ada secret", { userBase: "ou=people,dc=elsewhere" }), "directory-down");
      await slapd.add(`ou=far,${PEOPLE_DN}`, {
        ...{ objectClass: ["referral", "extensibleObject"], ou: "far" },
        ref: "ldap://127.0.0.1:9/ou=far,dc=other",
      });
      assert.equal(await kindOf("ada", "ada secret"), "ada");
      assert.equal(await kindOf("nobody", "x"), "refused");
      assert.equal(await roleOf("nobody"), null);
      assert.match(String(await roleOf("ada", { userBase: `ou=far,${PEOPLE_DN}` })), /referral/);
    });

    test("what may not be read, or does not exist, is the directory's trouble and takes nobody for a leaver", async () => {
      assert.match(String(await roleOf("ada", { userBase: `ou=nowhere,${PEOPLE_DN}` })), /does not exist there/);
      assert.match(String(await roleOf("ada", { bindPassword: "old" })), /reading account \(LDAP_BIND_DN\) was refused/);
      assert.equal(await kindOf("ada", "ada secret", { bindPassword: "old" }), "directory-down");
    });

    test("who is in the group no longer, or in the directory, is found no longer", async () => {
      await slapd.addPerson({ uid: "leaver", password: "l" });
      await slapd.addToGroup("loupe-developers", "leaver");
      await slapd.addToGroup("loupe-leads", "leaver");
      assert.equal(await roleOf("leaver"), "lead");
      await slapd.removeFromGroup("loupe-leads", "leaver");
      assert.equal(await roleOf("leaver"), "developer");
      await slapd.setPassword("leaver", "new");
      assert.equal(await kindOf("leaver", "l"), "refused");
      assert.equal(await kindOf("leaver", "new"), "leaver");
      await slapd.removePerson("leaver");
      assert.equal(await roleOf("leaver"), null);
    });

    test("frozen, it is given up on and said to be down; awake and restarted, it answers again, and not as to a stranger", async () => {
      const directory = directoryOf(slapd, { timeoutMs: 300 });
      assert.ok((await directory.find("ada")).ok);
      slapd.pause();
      const [signIn, find, all] = [
        await directory.signIn("ada", "ada secret"),
        await directory.find("ada"),
        await directory.findAll(["ada"]),
      ];
      slapd.resume();
      for (const answer of [signIn, find, all]) assert.ok(!answer.ok && answer.error.kind === "directory-down");
      assert.ok((await directory.find("ada")).ok);
      await slapd.restart();
      const back = await directory.find("ada");
      assert.ok(back.ok && back.value?.role === "developer");
    });
  });
