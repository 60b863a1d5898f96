import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { findDebianProgram } from "./find-debian-program.ts";
import { countOperations, directoryOf } from "./slapd-directory.ts";
import { BIND_DN, groupDn, PLACEHOLDER_DN, personDn } from "./slapd-tree.ts";
import { type Slapd, startSlapd } from "./start-slapd.ts";

const found = findDebianProgram("slapd");
const NAMES = Array.from({ length: 200 }, (_, n) => `person-${n}`);
/** Every third builds, every seventh leads by way of a group in a group. */
const expected = (n: number): string | null => (n % 7 === 0 ? "lead" : n % 3 === 0 ? "developer" : null);
const membersBy = (step: number) => [PLACEHOLDER_DN, ...NAMES.filter((_, n) => n % step === 0).map(personDn)];

if ("missing" in found) {
  console.log(`Real slapd, many people: not tried, ${found.missing}`);
  test("real slapd, many people", { skip: found.missing });
} else
  describe("real slapd, many people at once", () => {
    let slapd: Slapd;
    before(async () => {
      slapd = await startSlapd({
        binary: found.path,
        // Fewer than the reader asks for at once.
        databaseSettings: ["overlay memberof", `limits dn.exact="${BIND_DN}" size.soft=30 size.hard=30 size.pr=10`],
      });
      for (const uid of NAMES) await slapd.addPerson({ uid, password: "x" });
      const group = (cn: string, member: string[]) => slapd.add(groupDn(cn), { objectClass: "groupOfNames", cn, member });
      await group("loupe-developers", membersBy(3));
      await group("platform", membersBy(7));
      await group("loupe-leads", [groupDn("platform")]);
      await group("everyone", membersBy(1));
    });
    after(() => slapd.stop());

    const rolesOf = async (change = {}) => {
      const answer = await directoryOf(slapd, change).findAll([...NAMES, "gone"]);
      assert.ok(answer.ok, JSON.stringify(answer));
      return [...answer.value.values()].map((person) => person?.role ?? null);
    };
    const all = [...NAMES.map((_, n) => expected(n)), null];

    test("although the server gives no more than thirty entries at a time, two hundred people have their roles, in a few searches", async () => {
      const counted = await countOperations(slapd, async () => assert.deepEqual(await rolesOf(), all));
      assert.equal(counted.binds, 1);
      assert.ok(counted.searches <= 40, `${counted.searches} searches`);
    });

    test("by memberOf alone, and by member alone, they are the same", async () => {
      assert.deepEqual(await rolesOf({ groupMemberAttributes: ["seeAlso"] }), all);
      assert.deepEqual(await rolesOf({ memberOfAttributes: [] }), all);
    });

    test("frozen between two questions, the whole answer is that it is down", async () => {
      const directory = directoryOf(slapd, { timeoutMs: 300 });
      assert.ok((await directory.findAll(NAMES)).ok);
      const asked = directory.findAll(NAMES);
      // In the middle of it: the first questions have been answered.
      const before = slapd.log().length;
      while (!slapd.log().slice(before).includes("SEARCH RESULT")) await new Promise((resolve) => setImmediate(resolve));
      slapd.pause();
      const answer = await asked;
      slapd.resume();
      assert.ok(!answer.ok && answer.error.kind === "directory-down");
    });
  });
