import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DEFAULT_SESSION } from "../auth/config.ts";
import { type Gate, provideGate, type TokenInfo } from "../auth/gate.ts";
import { memoryAuthStore } from "../auth/memory-auth-store.ts";
import { makeSessionBook } from "../auth/session-list.ts";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { unixMs } from "../base/time.ts";
import { sessionsSchema, tokensSchema } from "../contract/session.ts";
import type { Runtime } from "../runtime.ts";
import { provideRuntime } from "../runtime.ts";
import { fixtureRuntime, NOW } from "./fixture-runtime.ts";
import { listSessions, listTokens, revokeOtherSessions, revokeSession, revokeToken } from "./sessions.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const [dev, admin] = [viewerAs("developer", { sub: "dev" }), viewerAs("admin", { sub: "root", credential: "row of root" })];
const script: Viewer = { ...viewerAs("developer", { sub: "dev", credential: "token" }), kind: "client" };

let store: ReturnType<typeof memoryAuthStore>;
let tokens: TokenInfo[];
let noted: { readonly actor: string; readonly action: string; readonly subject: string; readonly detail: string }[];

beforeEach(async () => {
  store = memoryAuthStore();
  noted = [];
  const row = (sid: string, sub: string, name: string) => ({
    ...{ sid, sub, name, email: null, role: sub === "root" ? "admin" : "developer", mayReveal: false },
    ...{ createdAt: NOW, lastSeenAt: NOW, directoryCheckedAt: NOW, address: "10.8.0.7", agent: CHROME },
    ...{ issuerSid: null, idToken: null, issuerSub: null, refreshToken: null, refreshedAt: null },
  });
  for (const one of [row(dev.credential, "dev", "Daria"), row("row 2", "dev", "Daria"), row("row of root", "root", "Рита")])
    await store.putSession(one);
  tokens = (["device", "client"] as const).map((kind) => ({
    ...{ id: `${kind} of dev`, kind, owner: "dev", client: kind, scopes: [] },
    ...{ createdAt: NOW, expiresAt: unixMs(NOW + 1), lastUsedAt: null },
  }));
  const tokenBook = {
    listTokens: async ({ sub, client }: { sub?: string; client?: string }) =>
      tokens.filter(
        ({ kind, owner }) => (sub === undefined || (kind === "device" && owner === sub)) && (client === undefined || owner === client),
      ),
    revokeToken: async (id: string) => {
      const found = tokens.find((one) => one.id === id) ?? null;
      tokens = tokens.filter((one) => one !== found);
      return found;
    },
  };
  provideGate({ ...makeSessionBook(store, DEFAULT_SESSION), ...tokenBook } as unknown as Gate);
  const append = async (entry: (typeof noted)[number]) => void noted.push(entry);
  const appendOnce = async (entry: (typeof noted)[number]) => noted.push(entry) > 0;
  provideRuntime(fixtureRuntime({ audit: { append, appendOnce } as unknown as Runtime["audit"] }));
});

const listed = async (viewer: Viewer, query = "") => {
  const found = await listSessions(viewer, new URLSearchParams(query));
  assert.ok(found.ok, JSON.stringify(found));
  return sessionsSchema.parse(found.value).items;
};
const idOf = async (sid: string): Promise<string> => {
  const all = await makeSessionBook(store, DEFAULT_SESSION).listSessions();
  return all.find(({ credential }) => credential === sid)!.id;
};
const rows = async () => (await store.listSessions()).map(({ sid }) => sid).sort();

test("one's own sessions, the one that asks first, in words, and nothing that opens anything", async () => {
  const own = await listed(dev);
  assert.deepEqual(
    own.map(({ current, browser, system, address }) => ({ current, browser, system, address })),
    [true, false].map((current) => ({ current, browser: "Chrome 156", system: "Linux", address: "10.8.0.7" })),
  );
  assert.doesNotMatch(JSON.stringify(own), /credential|row 2|Mozilla/);
});

test("everybody's are for who has the right, by name or login, whatever the letters' case", async () => {
  assert.equal((await listed(admin, "all=1")).length, 3);
  assert.deepEqual(
    (await listed(admin, "all=1&name=рИт")).map(({ person }) => person.sub),
    ["root"],
  );
  const refused = await listSessions(dev, new URLSearchParams("all=1"));
  assert.ok(!refused.ok && refused.error.kind === "forbidden");
  assert.equal(noted.at(-1)?.action, "denied");
});

test("a client of the API that bears a person's name sees none of the person's sessions, and ends none", async () => {
  assert.deepEqual(await listed(script), []);
  assert.ok(!(await revokeSession(script, await idOf("row 2"))).ok);
  assert.deepEqual(await revokeOtherSessions(script), { ok: true, value: { revoked: 0 } });
  assert.equal((await rows()).length, 3);
});

test("one's own is ended, on record, and once", async () => {
  const id = await idOf("row 2");
  assert.deepEqual(await revokeSession(dev, id), { ok: true, value: { revoked: 1 } });
  assert.ok(!(await rows()).includes("row 2"));
  assert.partialDeepStrictEqual(noted, [{ actor: "dev", action: "session.revoked", subject: "dev" }]);
  assert.ok(!(await revokeSession(dev, id)).ok);
});

test("another's is not there for who has not the right, exactly as one that never was", async () => {
  const [theirs, never] = [await revokeSession(dev, await idOf("row of root")), await revokeSession(dev, "never-was")];
  assert.deepEqual(theirs, never);
  assert.ok(!theirs.ok && theirs.error.kind === "not-found");
  assert.equal((await rows()).length, 3);
});

test("an administrator ends anybody's, with the administrator's name on record", async () => {
  assert.ok((await revokeSession(admin, await idOf("row 2"))).ok);
  assert.partialDeepStrictEqual(noted, [{ actor: "root", action: "session.revoked", subject: "dev" }]);
  assert.match(noted[0]?.detail ?? "", /"own":false/);
});

test("all the others are ended, and the one that asks goes on", async () => {
  assert.deepEqual(await revokeOtherSessions(dev), { ok: true, value: { revoked: 1 } });
  assert.deepEqual(await rows(), [dev.credential, "row of root"].sort());
});

test("tokens: a person's own and a client's own are each their own, everybody's by right", async () => {
  const owned = async (viewer: Viewer, query = "") => {
    const found = await listTokens(viewer, new URLSearchParams(query));
    return found.ok ? tokensSchema.parse(found.value).items.map(({ id, own }) => `${id} ${own}`) : found.error.kind;
  };
  assert.deepEqual(await owned(dev), ["device of dev true"]);
  assert.deepEqual(await owned(script), ["client of dev true"]);
  assert.deepEqual(await owned(admin, "all=1"), ["device of dev false", "client of dev false"]);
  assert.equal(await owned(dev, "all=1"), "forbidden");
  assert.deepEqual(await revokeToken(dev, "client of dev"), await revokeToken(dev, "never was"));
  assert.equal(tokens.length, 2);
  assert.ok((await revokeToken(dev, "device of dev")).ok);
  assert.ok((await revokeToken(admin, "client of dev")).ok);
  assert.equal(tokens.length, 0);
});

for (const query of ["all=2", "all=1&all=1", `name=${"x".repeat(300)}`])
  test(`${query.slice(0, 20)} is no question`, async () => {
    const found = await listSessions(admin, new URLSearchParams(query));
    assert.ok(!found.ok && found.error.kind === "bad-request");
  });
