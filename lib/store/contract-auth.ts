import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "#lib/base/time";
import type { IssuerRecord, SessionRow } from "./auth-store.ts";
import { type OpenFresh, using } from "./fresh-store.ts";

const at = unixMs(1_700_000_000_000.5);
const session = (sid: string, change: Partial<SessionRow> = {}): SessionRow => ({
  sid,
  sub: "anna",
  name: "Анна",
  email: null,
  role: "developer",
  createdAt: at,
  lastSeenAt: at,
  directoryCheckedAt: at,
  mayReveal: true,
  address: "10.8.0.7",
  agent: null,
  issuerSid: "issuer-1",
  idToken: null,
  issuerSub: "issuer's anna",
  refreshToken: null,
  refreshedAt: null,
  ...change,
});
const record = (id: string, change: Partial<IssuerRecord> = {}): IssuerRecord => ({
  model: "Session",
  id,
  payload: "{}",
  grantId: null,
  uid: null,
  userCode: null,
  expiresAt: null,
  consumedAt: null,
  account: "anna",
  client: null,
  createdAt: at,
  lastUsedAt: null,
  ...change,
});

export function authContract(openFresh: OpenFresh): void {
  test(
    "sessions are kept, touched, listed and ended by id, person or age",
    using(openFresh, async ({ auth }) => {
      await auth.putSession(session("1"));
      await auth.putSession(session("2", { sub: "boris", email: "b@x", createdAt: unixMs(4), lastSeenAt: unixMs(5) }));
      await auth.putSession(session("3"));
      assert.deepEqual(await auth.getSession("1"), session("1"));
      assert.equal(await auth.touchSession("1", { role: "admin", lastSeenAt: unixMs(at + 1) }), true);
      assert.equal(await auth.touchSession("1", {}), false);
      assert.equal(await auth.touchSession("no such", { role: "admin" }), false);
      const was = { role: "developer", mayReveal: true };
      assert.equal(await auth.touchSession("1", { role: "lead" }, was), false, "it is not what it was");
      const once = await Promise.all([1, 2, 3].map(() => auth.touchSession("3", { role: "lead", mayReveal: false }, was)));
      assert.deepEqual(once.sort(), [false, false, true]);
      assert.equal(await auth.touchSession("3", was), true);
      assert.deepEqual(await auth.getSession("1"), session("1", { role: "admin", lastSeenAt: unixMs(at + 1) }));
      assert.deepEqual(
        (await auth.listSessions()).map(({ sid }) => sid),
        ["1", "3", "2"],
      );
      assert.deepEqual(
        (await auth.listSessions("boris")).map(({ sid }) => sid),
        ["2"],
      );
      assert.equal(await auth.deleteSessions({}), 0);
      assert.equal(await auth.deleteSessions({ begunBefore: unixMs(4) }), 0);
      assert.equal(await auth.deleteSessions({ begunBefore: unixMs(5) }), 1);
      assert.equal(await auth.deleteSessions({ sid: "3" }), 1);
      assert.equal(await auth.deleteSessions({ sub: "anna" }), 1);
      assert.equal(await auth.getSession("1"), null);
    }),
  );

  test(
    "a refresh token is used by one of two processes",
    using(openFresh, async ({ auth }) => {
      await auth.putSession(session("1", { refreshToken: "sealed" }));
      const [one, other] = await Promise.all([auth.claimRefresh("1", null, at), auth.claimRefresh("1", null, at)]);
      assert.deepEqual([one, other].sort(), [false, true]);
      assert.equal(await auth.claimRefresh("1", unixMs(at - 1), unixMs(at + 9)), false);
      assert.equal(await auth.claimRefresh("1", at, unixMs(at + 9)), true);
      await auth.putRefreshToken("1", "another");
      assert.partialDeepStrictEqual(await auth.getSession("1"), { refreshToken: "another", refreshedAt: unixMs(at + 9) });
    }),
  );

  test(
    "the issuer's records are found by id, uid and code, consumed, replaced and deleted by grant or age",
    using(openFresh, async ({ auth }) => {
      const full = record("a", { payload: '{"x":"é"}', grantId: "g", uid: "u", userCode: "c", expiresAt: at });
      await auth.putGrantRecord(full);
      await auth.putGrantRecord(record("a", { model: "Grant" }));
      await auth.putGrantRecord(record("b", { grantId: "g", expiresAt: unixMs(5) }));
      assert.deepEqual(await auth.getIssuerRecord("Session", { id: "a" }), full);
      assert.deepEqual(await auth.getIssuerRecord("Session", { uid: "u" }), full);
      assert.deepEqual(await auth.getIssuerRecord("Session", { userCode: "c" }), full);
      assert.equal(await auth.getIssuerRecord("Session", {}), null);
      assert.equal(await auth.getIssuerRecord("Session", { id: "zz" }), null);
      await auth.consumeIssuerRecord("Session", "a", at);
      assert.equal((await auth.getIssuerRecord("Session", { id: "a" }))!.consumedAt, at);
      await auth.putGrantRecord(full);
      assert.equal((await auth.getIssuerRecord("Session", { id: "a" }))!.consumedAt, null);
      await auth.deleteIssuerRecords({ expiredBefore: unixMs(6) });
      assert.equal(await auth.getIssuerRecord("Session", { id: "b" }), null);
      await auth.deleteIssuerRecords({ grantId: "g" });
      assert.equal(await auth.getIssuerRecord("Session", { id: "a" }), null);
      await auth.deleteIssuerRecords({});
      assert.notEqual(await auth.getIssuerRecord("Grant", { id: "a" }), null);
      await auth.deleteIssuerRecords({ model: "Grant", id: "a" });
      assert.equal(await auth.getIssuerRecord("Grant", { id: "a" }), null);
    }),
  );

  test(
    "a secret is made once: of several starters all get the first one's",
    using(openFresh, async ({ auth }) => {
      assert.equal(await auth.getSecret("key"), null);
      const got = await Promise.all(["1", "2", "3"].map((value) => auth.putSecretOnce("key", value)));
      assert.equal(new Set(got).size, 1);
      assert.equal(await auth.getSecret("key"), got[0]);
    }),
  );

  test(
    "the audit log is kept in order, newest first, whatever it holds",
    using(openFresh, async ({ auth }) => {
      for (const action of ["one", "two", "three"]) await auth.audit({ at, actor: "anna", action, subject: "a\u0000b", detail: "\ud800" });
      assert.deepEqual(
        (await auth.listAudit(2)).map(({ action }) => action),
        ["three", "two"],
      );
      assert.deepEqual((await auth.listAudit(1))[0], { at, actor: "anna", action: "three", subject: "a\u0000b", detail: "\ud800" });
    }),
  );
}
