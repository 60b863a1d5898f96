import assert from "node:assert/strict";
import { after, before, describe, mock, test } from "node:test";
import { Attribute, Change, Client } from "ldapts";
import type { DirectoryConfig } from "#lib/auth/config";
import { ldapDirectory } from "#lib/auth/ldap-directory";
import { unixMs } from "#lib/base/time";
import { findDebianProgram } from "./find-debian-program.ts";
import { type Samba, startSamba, whyNoNetwork } from "./start-samba.ts";

const found = findDebianProgram("samba");
const missing = "missing" in found ? found.missing : whyNoNetwork();

if ("missing" in found || missing !== null) {
  console.log(`Active Directory (Samba): not tried, ${missing}`);
  test("Active Directory (Samba)", { skip: missing ?? true });
} else
  describe("Active Directory (Samba's domain controller)", () => {
    let samba: Samba;
    const password = (uid: string) => `${uid}-Secret-1`;
    const personDn = (cn: string) => `CN=${cn},OU=Staff,${samba.baseDn}`;
    const groupDn = (cn: string) => `CN=${cn},OU=Teams,${samba.baseDn}`;

    const addPerson = (uid: string, cn = `Name of ${uid}`, more: Record<string, string> = {}) =>
      samba.write((client) =>
        client.add(personDn(cn.replaceAll(",", "\\,")), [
          new Attribute({ type: "objectClass", values: ["user"] }),
          new Attribute({ type: "sAMAccountName", values: [uid] }),
          new Attribute({ type: "userPrincipalName", values: [`${uid}@corp.test`] }),
          new Attribute({ type: "unicodePwd", values: [Buffer.from(`"${password(uid)}"`, "utf16le")] }),
          new Attribute({ type: "userAccountControl", values: ["512"] }),
          ...Object.entries(more).map(([type, value]) => new Attribute({ type, values: [value] })),
        ]),
      );
    const addGroup = (cn: string, member: readonly string[]) =>
      samba.write((client) =>
        client.add(groupDn(cn), { objectClass: "group", sAMAccountName: cn, ...(member.length > 0 ? { member: [...member] } : {}) }),
      );
    const change = (dn: string, operation: "add" | "delete" | "replace", type: string, ...values: string[]) =>
      samba.write((client) => client.modify(dn, new Change({ operation, modification: new Attribute({ type, values }) })));

    const open = (more: Partial<DirectoryConfig> = {}) =>
      ldapDirectory(
        {
          ...{ url: samba.ldapsUrl, startTls: false, caPem: samba.caPem, bindDn: "loupe@corp.test", bindPassword: password("loupe") },
          ...{ userBase: samba.baseDn, userAttribute: "", groupBase: samba.baseDn, timeoutMs: 5_000 },
          groupRoles: { "loupe-developers": "developer", "loupe-leads": "lead", [groupDn("loupe-admins")]: "admin" },
          ...more,
        },
        () => unixMs(Date.now()),
      );
    const roleOf = async (sub: string, more = {}) => {
      const person = await open(more).find(sub);
      return person.ok ? (person.value?.role ?? null) : person.error.detail;
    };
    const outcome = async (name: string, word: string, more = {}) => {
      const answer = await open(more).signIn(name, word);
      return answer.ok ? answer.value.sub : "detail" in answer.error ? `${answer.error.kind}: ${answer.error.detail}` : answer.error.kind;
    };

    before(async () => {
      samba = await startSamba(found.path);
      for (const ou of ["Staff", "Teams"])
        await samba.write((client) => client.add(`OU=${ou},${samba.baseDn}`, { objectClass: "organizationalUnit", ou }));
      await addPerson("loupe");
      await addPerson("Ada", "Lovelace, Ada", { displayName: "Ada Lovelace", mail: "ada@corp.test" });
      for (const uid of ["bob", "cy", "dee"]) await addPerson(uid);
      await addGroup("loupe-developers", [personDn("Name of bob"), personDn("Lovelace\\, Ada")]);
      await addGroup("team", [personDn("Lovelace\\, Ada")]);
      await addGroup("platform", [groupDn("team")]);
      await addGroup("loupe-leads", [groupDn("platform")]);
      await addGroup("loupe-admins", [personDn("Name of dee")]);
      await change(groupDn("team"), "add", "member", groupDn("loupe-leads"));
    });
    after(() => samba?.stop());

    test("the directory's kind is seen by itself: account names, principal names and DOMAIN\\name come in, with roles of nested groups", async () => {
      const ada = { sub: "Ada", name: "Ada Lovelace", email: "ada@corp.test", role: "lead", mayReveal: false };
      for (const typed of ["Ada", "ada", "ADA@corp.test", "CORP\\ada"])
        assert.deepEqual(await open().signIn(typed, password("Ada")), { ok: true, value: ada });
      assert.equal(await roleOf("bob"), "developer");
      assert.equal(await roleOf("dee"), "admin");
      assert.equal(await roleOf("cy"), null);
      assert.equal(await outcome("cy", password("cy")), "no-role");
    });

    test("an issuer's name for a person is found however it is spelled; one of another domain is nobody's", async () => {
      const resolved = async (name: string) => {
        const person = await open().resolve(name);
        return person.ok ? (person.value?.sub ?? null) : person.error.detail;
      };
      for (const name of ["ada", "ADA", "ada@corp.test"]) assert.equal(await resolved(name), "Ada");
      for (const name of ["OTHER\\ada", "ada@other.test", "", "*", "cy"]) assert.equal(await resolved(name), null);
    });

    test("it refuses to talk in the open, and is said to want encryption", async () => {
      assert.match(await outcome("bob", password("bob"), { url: samba.ldapUrl }), /directory-down: the directory wants encryption/);
      assert.equal(await outcome("bob", password("bob"), { url: samba.ldapUrl, startTls: true }), "bob");
    });

    for (const [name, user, word] of [
      ["wrong password", "bob", "wrong"],
      ["unknown name", "nobody", "x"],
      ["group's name", "loupe-leads", "x"],
      ["asterisk", "*", "bob-Secret-1"],
      ["filter", "bob)(objectClass=*", "bob-Secret-1"],
      ["empty password", "bob", ""],
      ["only a domain", "CORP\\", "x"],
    ] as const)
      test(`refused: ${name}`, async () => assert.match(await outcome(user, word), /^refused/));

    test("the first group of an account counts, by itself and with the groups that hold it", async () => {
      await addPerson("pia");
      await addGroup("first", [personDn("Name of pia")]);
      const sid = await samba.write(
        async (client) =>
          (await client.search(groupDn("first"), { scope: "base", attributes: ["objectSid"], explicitBufferAttributes: ["objectSid"] }))
            .searchEntries[0]?.["objectSid"],
      );
      const rid = (sid as Buffer).readUInt32LE((sid as Buffer).length - 4);
      await change(personDn("Name of pia"), "replace", "primaryGroupID", String(rid));
      await change(groupDn("loupe-leads"), "add", "member", groupDn("first"));
      assert.equal(await roleOf("pia", { groupRoles: { first: "developer" } }), "developer");
      assert.equal(await roleOf("pia"), "lead");
      const many = await open().findAll(["pia", "bob", "Ada", "cy", "gone"]);
      assert.ok(many.ok);
      assert.deepEqual(
        [...many.value.values()].map((person) => person?.role ?? null),
        ["lead", "developer", "lead", null, null],
      );
    });

    test("disabled, expired, locked and to be renewed: refused with the reason for the log, and out where the account is closed", async () => {
      await addPerson("off");
      await change(groupDn("loupe-developers"), "add", "member", personDn("Name of off"));
      const dn = personDn("Name of off");
      assert.equal(await roleOf("off"), "developer");
      await change(dn, "replace", "userAccountControl", "514");
      assert.equal(await roleOf("off"), null);
      assert.match(await outcome("off", password("off")), /^refused: account disabled/);
      await change(dn, "replace", "userAccountControl", "512");
      await change(dn, "replace", "accountExpires", "132000000000000000");
      assert.equal(await roleOf("off"), null);
      assert.match(await outcome("off", password("off")), /^refused: account expired/);
      await change(dn, "replace", "accountExpires", "0");
      await change(dn, "replace", "pwdLastSet", "0");
      assert.match(await outcome("off", password("off")), /^refused: must change the password first/);
      await change(dn, "replace", "pwdLastSet", "-1");
      assert.equal(await outcome("off", password("off")), "off");
      await change(samba.baseDn, "replace", "lockoutThreshold", "3");
      for (let n = 0; n < 4; n++) await outcome("off", "wrong");
      assert.match(await outcome("off", password("off")), /^refused: account locked/);
      // Whoever guesses at a name must not be able to put its owner out.
      assert.equal(await roleOf("off"), "developer");
      await change(samba.baseDn, "replace", "lockoutThreshold", "0");
    });

    test("a leaver is found no more, although the domain's root refers to its configuration elsewhere", async () => {
      await addPerson("leaver");
      await change(groupDn("loupe-developers"), "add", "member", personDn("Name of leaver"));
      assert.equal(await roleOf("leaver"), "developer");
      await samba.write((client) => client.del(personDn("Name of leaver")));
      assert.equal(await roleOf("leaver"), null);
      assert.match(await outcome("leaver", password("leaver")), /^refused/);
    });

    test("a hundred and twenty people take a dozen searches", async () => {
      const names = Array.from({ length: 120 }, (_, n) => `staff${n}`);
      await samba.write(async (client) => {
        for (const uid of names) await client.add(personDn(uid), { objectClass: "user", sAMAccountName: uid, userAccountControl: "544" });
      });
      const search = mock.method(Client.prototype, "search");
      const answer = await open().findAll([...names, "Ada", "bob"]);
      const asked = search.mock.callCount();
      search.mock.restore();
      assert.ok(answer.ok && answer.value.size === 122);
      assert.equal(answer.value.get("Ada")?.role, "lead");
      assert.equal([...answer.value.values()].filter((person) => person !== null).length, 2);
      assert.ok(asked <= 16, `${asked} searches`);
    });
  });
