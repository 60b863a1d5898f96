import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { err, ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { DEFAULT_SESSION as LIMITS } from "./config.ts";
import type { Directory, Person } from "./directory.ts";
import { memoryAuthStore } from "./memory-auth-store.ts";
import { makePeople } from "./people.ts";
import { recheckSessions, startRechecks } from "./session-recheck.ts";
import { makeSessionSettler } from "./session-settle.ts";
import { makeSessions } from "./sessions.ts";

const MINUTE = 60_000;
const person = (sub: string, role: Person["role"] = "lead"): Person => ({ sub, name: sub, email: null, role, mayReveal: false });

function setUp() {
  const state = { now: 1e12, isDown: false, asked: [] as (readonly string[])[], owners: [] as string[], revoked: [] as string[] };
  const present = new Map([person("ada"), person("bob")].map((one) => [one.sub, one]));
  const clock = () => unixMs(state.now);
  const directory: Directory = {
    signIn: async () => err({ kind: "refused" }),
    find: async () => assert.fail("one by one"),
    resolve: async () => assert.fail("one by one"),
    async findAll(subs) {
      state.asked.push(subs);
      return state.isDown ? err({ kind: "directory-down", detail: "" }) : ok(new Map(subs.map((sub) => [sub, present.get(sub) ?? null])));
    },
    isUp: async () => true,
  };
  const store = memoryAuthStore();
  const tokens = {
    ownersOfTokens: async () => state.owners,
    revokeTokensOf: async (sub: string) => state.revoked.push(sub),
  };
  const logged: string[] = [];
  const replica = () => {
    const people = makePeople(directory, LIMITS, clock);
    const parts = { store, people, tokens, limits: LIMITS, clock, log: (event: string) => void logged.push(event) };
    return { parts, sessions: makeSessions(store, people, LIMITS, clock), round: () => recheckSessions(parts) };
  };
  const whose = async () => (await store.listSessions()).map(({ sub }) => sub).sort();
  const noted = (action: string) => store.entries.filter((entry) => entry.action === action);
  return { state, present, store, replica, whose, noted, clock, logged };
}

test("a leaver is out of every session without asking for anything, the others are not, and all are asked for at once", async () => {
  const { state, present, replica, whose, noted } = setUp();
  const { sessions, round } = replica();
  for (const sub of ["ada", "ada", "bob"]) await sessions.open(person(sub));
  present.delete("ada");
  state.now += MINUTE;
  await round();
  assert.deepEqual(await whose(), ["bob"]);
  assert.deepEqual(
    state.asked.map((subs) => subs.toSorted()),
    [["ada", "bob"]],
  );
  assert.deepEqual(
    noted("session-ended").map(({ actor, subject, detail }) => `${actor} ${subject} ${detail}`),
    Array(2).fill("directory ada left the directory"),
  );
});

test("a changed role is written into every session, up as well as down, each noted once though two replicas look", async () => {
  const { state, present, store, replica, noted } = setUp();
  const replicas = [replica(), replica()];
  await replicas[0]!.sessions.open(person("ada"));
  await replicas[0]!.sessions.open(person("bob"));
  present.set("ada", person("ada", "developer")).set("bob", { ...person("bob", "admin"), mayReveal: true });
  state.now += MINUTE;
  await Promise.all(replicas.map(({ round }) => round()));
  const roles = (await store.listSessions()).map(({ sub, role, mayReveal }) => `${sub} ${role} ${mayReveal}`).sort();
  assert.deepEqual(roles, ["ada developer false", "bob admin true"]);
  assert.deepEqual(
    noted("role-changed")
      .map(({ detail }) => detail)
      .sort(),
    ["lead → admin + reveal", "lead → developer"],
  );
});

test("whom another replica has just asked is not asked again", async () => {
  const { state, replica } = setUp();
  const [one, other] = [replica(), replica()];
  await one!.sessions.open(person("ada"));
  state.now += MINUTE;
  await one!.round();
  state.now += MINUTE / 4;
  await other!.round();
  assert.equal(state.asked.length, 1);
});

test("a person with nothing but a token is asked for too, and loses it on leaving", async () => {
  const { state, present, replica } = setUp();
  const { round } = replica();
  state.owners = ["ada", "bob"];
  present.delete("bob");
  await round();
  assert.deepEqual(state.asked, [["ada", "bob"]]);
  assert.deepEqual(state.revoked, ["bob"]);
});

test("a directory that is down puts nobody out, and says so in the log", async () => {
  const { state, replica, whose, logged } = setUp();
  const { sessions, round } = replica();
  await sessions.open(person("ada"));
  state.isDown = true;
  state.now += MINUTE;
  await round();
  assert.deepEqual(await whose(), ["ada"]);
  assert.match(logged[0] ?? "", /directory did not answer/);
});

test("what is over by its limits goes, each with its reason", async () => {
  const { state, store, replica, whose, noted } = setUp();
  const { sessions, round } = replica();
  await sessions.open(person("ada"));
  state.now += LIMITS.idleMs + 1;
  await sessions.open(person("bob"));
  await round();
  assert.deepEqual(await whose(), ["bob"]);
  const [bob] = await store.listSessions();
  await store.putSession({ ...bob!, createdAt: unixMs(state.now - LIMITS.absoluteMs - 1) });
  await round();
  assert.deepEqual(await whose(), []);
  assert.deepEqual(
    noted("session-ended").map(({ detail }) => detail),
    ["idle limit", "absolute limit"],
  );
});

test("who has come back since the directory called them absent keeps the session that began then", async () => {
  const { state, store, replica, whose, clock } = setUp();
  const { sessions } = replica();
  await sessions.open(person("ada"));
  const [old] = await store.listSessions();
  const saidAt = unixMs(state.now + 1);
  state.now += 2;
  await sessions.open(person("ada"));
  await makeSessionSettler(store, clock).settle(old!, { kind: "left", at: saidAt });
  assert.deepEqual(await whose(), ["ada"]);
});

test("thousands are asked for in several questions", async () => {
  const { state, replica } = setUp();
  state.owners = Array.from({ length: 1_200 }, (_, index) => `person-${index}`);
  await replica().round();
  assert.deepEqual(
    state.asked.map(({ length }) => length),
    [500, 500, 200],
  );
});

test("rounds follow each other once in an interval until they are stopped", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  try {
    const { state, replica } = setUp();
    state.owners = ["ada"];
    const stop = startRechecks(replica().parts);
    mock.timers.tick(LIMITS.recheckMs);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(state.asked.length, 1);
    await stop();
    state.now += LIMITS.recheckMs;
    mock.timers.tick(LIMITS.recheckMs);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(state.asked.length, 1);
  } finally {
    mock.timers.reset();
  }
});
