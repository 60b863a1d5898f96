import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import { type OpenFresh, using } from "./fresh-store.ts";
import type { IssuerRecord } from "./issuer-store.ts";

const at = unixMs(1_700_000_000_000);
const record = (model: string, id: string, change: Partial<IssuerRecord> = {}): IssuerRecord => ({
  ...{ model, id, payload: "{}", grantId: null, uid: null, userCode: null, expiresAt: null, consumedAt: null },
  ...{ account: null, client: null, createdAt: at, lastUsedAt: null, ...change },
});

/** What the bundled issuer builds on: nothing is redeemed twice, tokens are found by whose they are, tries are counted. */
export function issuerContract(openFresh: OpenFresh): void {
  test(
    "of many that consume one record at the same time, one is told that it did",
    using(openFresh, async ({ auth }) => {
      await auth.putGrantRecord(record("AuthorizationCode", "code"));
      const told = await Promise.all(Array.from({ length: 20 }, () => auth.consumeIssuerRecord("AuthorizationCode", "code", at)));
      assert.equal(told.filter(Boolean).length, 1);
      assert.equal(await auth.consumeIssuerRecord("AuthorizationCode", "nothing", at), false);
    }),
  );

  test(
    "records are listed by kind, owner, client and grant, without the expired; use is kept when a record is put again",
    using(openFresh, async ({ auth }) => {
      await auth.putGrantRecord(
        record("AccessToken", "a", { account: "anna", client: "device", grantId: "g1", createdAt: unixMs(at + 1) }),
      );
      await auth.putGrantRecord(
        record("RefreshToken", "b", { account: "anna", client: "device", grantId: "g1", expiresAt: unixMs(at + 9) }),
      );
      await auth.putGrantRecord(record("AccessToken", "c", { account: "boris", client: "device", grantId: "g2", expiresAt: at }));
      await auth.putGrantRecord(record("ClientCredentials", "d", { client: "ci" }));
      const list = async (
        where: Omit<Parameters<typeof auth.listIssuerRecords>[0], "now" | "models">,
        models = ["AccessToken", "RefreshToken"],
      ) => (await auth.listIssuerRecords({ models, now: at, ...where })).map(({ id }) => id);
      assert.deepEqual(await list({}), ["b", "a"]);
      assert.deepEqual(await list({ account: "anna" }), ["b", "a"]);
      assert.deepEqual(await list({ account: "boris" }), []);
      assert.deepEqual(await list({ client: "ci" }, ["ClientCredentials"]), ["d"]);
      assert.deepEqual(await list({ grantId: "g1" }, ["AccessToken"]), ["a"]);
      assert.deepEqual(await list({ id: "d" }, ["ClientCredentials"]), ["d"]);
      await auth.touchIssuerRecords({ grantId: "g1" }, unixMs(at + 5));
      await auth.touchIssuerRecords({ model: "ClientCredentials", id: "d" }, unixMs(at + 6));
      await auth.putGrantRecord(record("AccessToken", "a", { account: "anna", grantId: "g1", payload: "new", createdAt: unixMs(at + 99) }));
      const again = await auth.getIssuerRecord("AccessToken", { id: "a" });
      assert.partialDeepStrictEqual(again, { payload: "new", lastUsedAt: at + 5, createdAt: at + 1 });
      assert.equal((await auth.getIssuerRecord("ClientCredentials", { id: "d" }))?.lastUsedAt, at + 6);
    }),
  );

  test(
    "secrets are listed by how they begin, replaced only as they were seen, and deleted",
    using(openFresh, async ({ auth }) => {
      await auth.putSecretOnce("key/2", "two");
      await auth.putSecretOnce("key/1", "one");
      await auth.putSecretOnce("key_3", "not one of them");
      assert.deepEqual(await auth.listSecrets("key/"), [
        { name: "key/1", value: "one" },
        { name: "key/2", value: "two" },
      ]);
      assert.equal(await auth.replaceSecret("key/1", "something else", "lost"), false);
      assert.equal(await auth.replaceSecret("key/1", "one", "uno"), true);
      assert.equal(await auth.getSecret("key/1"), "uno");
      await auth.deleteSecret("key/1");
      assert.equal(await auth.getSecret("key/1"), null);
    }),
  );

  test(
    "marks are counted by key and time, newest first, and swept when over",
    using(openFresh, async ({ auth }) => {
      const mark = (id: string, key: string, when: number) => ({ id, key, at: unixMs(when), until: unixMs(when + 10) });
      await auth.putMarks([mark("1", "a", 1), mark("2", "b", 2), mark("3", "a", 3)]);
      await auth.putMarks([]);
      assert.deepEqual(await auth.listMarks(["a", "none"], unixMs(0)), [mark("3", "a", 3), mark("1", "a", 1)]);
      assert.deepEqual(await auth.listMarks(["a"], unixMs(2)), [mark("3", "a", 3)]);
      assert.deepEqual(await auth.listMarks([], unixMs(0)), []);
      await auth.deleteMarks({});
      await auth.deleteMarks({ ids: [] });
      await auth.deleteMarks({ ids: ["3"] });
      await auth.deleteMarks({ expiredBefore: unixMs(12) });
      assert.deepEqual(await auth.listMarks(["a", "b"], unixMs(0)), [mark("2", "b", 2)]);
      await auth.deleteMarks({ key: "b" });
      assert.deepEqual(await auth.listMarks(["a", "b"], unixMs(0)), []);
    }),
  );
}
