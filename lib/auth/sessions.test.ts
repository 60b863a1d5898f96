import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { DEFAULT_SESSION } from "./config.ts";
import type { Directory, Person } from "./directory.ts";
import { memoryAuthStore } from "./memory-auth-store.ts";
import { makePeople } from "./people.ts";
import { makeSessions } from "./sessions.ts";
import { viewerAs } from "./test-viewer.ts";

const ada: Person = { sub: "ada", name: "Ada", email: null, role: "lead", mayReveal: false };
const MINUTE = 60_000;

function setUp() {
  const state = { now: 1e12, person: ada as Person | null, down: false, asked: 0 };
  const directory: Directory = {
    signIn: async () => err({ kind: "refused" }),
    find: async () => {
      state.asked++;
      return state.down ? err({ kind: "directory-down", detail: "" }) : ok(state.person);
    },
    resolve: async () => assert.fail("only known names are asked for"),
    findAll: async (subs) => {
      state.asked++;
      return state.down ? err({ kind: "directory-down", detail: "" }) : ok(new Map(subs.map((sub) => [sub, state.person])));
    },
    isUp: async () => !state.down,
  };
  const clock = () => unixMs(state.now);
  const store = memoryAuthStore();
  const sessions = makeSessions(store, makePeople(directory, DEFAULT_SESSION, clock), DEFAULT_SESSION, clock);
  return { state, store, sessions };
}

test("a session gives its person, and the store never sees its id", async () => {
  const { store, sessions } = setUp();
  const sid = await sessions.open(ada);
  const credential = (await store.listSessions())[0]?.sid;
  assert.deepEqual(await sessions.load(sid), { ok: true, value: viewerAs("lead", { credential: credential ?? "" }) });
  assert.ok(!JSON.stringify([await store.listSessions(), store.entries]).includes(sid));
});

test("an unknown id is nobody's session", async () => {
  assert.deepEqual(await setUp().sessions.load("made up"), { ok: false, error: { kind: "session-gone" } });
});

test("half an hour without a request ends it, and for good", async () => {
  const { state, store, sessions } = setUp();
  const sid = await sessions.open(ada);
  state.now += 31 * MINUTE;
  assert.ok(!(await sessions.load(sid)).ok);
  assert.deepEqual(await store.listSessions(), []);
});

test("twelve hours end it however busy it was", async () => {
  const { state, sessions } = setUp();
  const sid = await sessions.open(ada);
  for (let hours = 0; hours < 12; hours += 0.25) {
    assert.ok((await sessions.load(sid)).ok);
    state.now += 15 * MINUTE;
  }
  state.now += MINUTE;
  assert.ok(!(await sessions.load(sid)).ok);
});

test("a leaver is out within two minutes, from every session", async () => {
  const { state, store, sessions } = setUp();
  const [one, two] = [await sessions.open(ada), await sessions.open(ada)];
  state.person = null;
  state.now += 2 * MINUTE;
  assert.ok(!(await sessions.load(one)).ok);
  assert.ok(!(await sessions.load(two)).ok);
  assert.deepEqual(await store.listSessions(), []);
});

test("a changed role counts within two minutes, and is noted once", async () => {
  const { state, store, sessions } = setUp();
  const sid = await sessions.open(ada);
  state.person = { ...ada, role: "developer" };
  state.now += 2 * MINUTE;
  const viewer = await sessions.load(sid);
  assert.ok(viewer.ok && viewer.value.role === "developer");
  await sessions.load(sid);
  const noted = (await store.listAudit(9)).filter(({ action }) => action === "role-changed");
  assert.deepEqual(
    noted.map(({ subject, detail }) => `${subject} ${detail}`),
    ["ada lead → developer"],
  );
});

test("while the directory is down sessions live on for a quarter of an hour, then close, and open again when it is back", async () => {
  const { state, sessions } = setUp();
  const sid = await sessions.open(ada);
  state.down = true;
  state.now += 10 * MINUTE;
  assert.ok((await sessions.load(sid)).ok);
  state.now += 8 * MINUTE;
  assert.deepEqual(await sessions.load(sid), { ok: false, error: { kind: "directory-down" } });
  state.down = false;
  state.now += MINUTE;
  assert.ok((await sessions.load(sid)).ok);
});

test("a hundred requests at once ask the directory once, and a directory that is down is not asked by each", async () => {
  const { state, sessions } = setUp();
  const sid = await sessions.open(ada);
  state.now += 2 * MINUTE;
  await Promise.all(Array.from({ length: 100 }, () => sessions.load(sid)));
  assert.equal(state.asked, 1);
  state.down = true;
  state.now += 2 * MINUTE;
  for (let at = 0; at < 20; at++) await sessions.load(sid);
  assert.equal(state.asked, 2);
});

test("signing out ends it", async () => {
  const { sessions } = setUp();
  const sid = await sessions.open(ada);
  await sessions.end(sid);
  assert.ok(!(await sessions.load(sid)).ok);
});

test("an open stream that looks by itself does not keep a session from being idle; a request does", async () => {
  const { state, sessions } = setUp();
  const [watched, used] = [await sessions.open(ada), await sessions.open(ada)];
  for (let minutes = 0; minutes < 30; minutes += 5) {
    assert.ok((await sessions.load(watched, true)).ok);
    assert.ok((await sessions.load(used)).ok);
    state.now += 5 * MINUTE + 1;
  }
  assert.ok(!(await sessions.load(watched, true)).ok);
  assert.ok((await sessions.load(used)).ok);
});

test("whence and with what it began is kept, the browser's text cut where it is endless", async () => {
  const { store, sessions } = setUp();
  await sessions.open(ada, { address: "10.8.0.7", agent: "x".repeat(5_000) });
  const [row] = await store.listSessions();
  assert.equal(row?.address, "10.8.0.7");
  assert.equal(row?.agent?.length, 200);
});

test("of more than twenty at once the one that was not used for longest goes", async () => {
  const { state, store, sessions } = setUp();
  const sids: string[] = [];
  for (let count = 0; count < 20; count++) {
    sids.push(await sessions.open(ada));
    state.now += MINUTE + 1;
  }
  assert.ok((await sessions.load(sids[0]!)).ok, "it is used, though the oldest");
  await sessions.open(ada);
  assert.equal((await store.listSessions()).length, 20);
  assert.ok((await sessions.load(sids[0]!)).ok);
  assert.ok(!(await sessions.load(sids[1]!)).ok);
  assert.match(store.entries.find(({ action }) => action === "session-ended")?.detail ?? "", /more than 20/);
});

test("a row out of a future, as a clock set wrong leaves it, opens nothing for longer than it may", async () => {
  const { state, store, sessions } = setUp();
  const sid = await sessions.open(ada);
  const [row] = await store.listSessions();
  await store.putSession({ ...row!, directoryCheckedAt: unixMs(state.now + 60 * MINUTE) });
  state.person = null;
  assert.ok(!(await sessions.load(sid)).ok, "the directory is asked, whatever the row says");
  state.person = ada;
  const again = await sessions.open(ada);
  const [fresh] = await store.listSessions();
  await store.putSession({ ...fresh!, createdAt: unixMs(state.now + 60 * MINUTE) });
  assert.ok(!(await sessions.load(again)).ok);
});

test("ending twice says what ended once, and is written down once", async () => {
  const { store, sessions } = setUp();
  const sid = await sessions.open(ada);
  const ended = await Promise.all([sessions.end(sid), sessions.end(sid)]);
  assert.equal(ended[0]?.sub, "ada");
  assert.equal(await sessions.end(sid), null);
  assert.equal(store.entries.filter(({ action }) => action === "session-ended").length, 1);
});
