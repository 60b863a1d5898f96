import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { err, ok } from "../base/result.ts";
import { unixMs } from "../base/time.ts";
import { DEFAULT_SESSION as LIMITS } from "./config.ts";
import type { Directory, Person } from "./directory.ts";
import { memoryAuthStore } from "./memory-auth-store.ts";
import { makePeople } from "./people.ts";
import { recheckSessions } from "./session-recheck.ts";
import { makeSessions } from "./sessions.ts";

/**
 * Sessions as a machine: people sign in, look at pages, leave, come back and change roles, the directory goes down and up, two replicas share one
 * store, time passes. Whatever the order, two promises hold:
 *   nobody is let in whom the directory last called present (or so high) longer ago than the interval and the grace;
 *   nobody is put out whom the directory never called absent, and who was neither idle nor there for twelve hours.
 */
const MINUTE = 60_000;
const SUBS = ["ada", "bob"] as const;
/** After a failure the directory is not asked for so long. */
const REST_MS = 5_000;

type Step =
  | { readonly do: "open" | "leave" | "return" | "demote" | "promote"; readonly sub: (typeof SUBS)[number]; readonly replica: number }
  | { readonly do: "load" | "watch"; readonly which: number; readonly replica: number }
  | { readonly do: "round"; readonly replica: number }
  | { readonly do: "down" | "up" }
  | { readonly do: "tick"; readonly ms: number };

const sub = fc.constantFrom(...SUBS);
const replica = fc.nat({ max: 1 });
const tick = fc.oneof(
  fc.nat({ max: 2_000 }),
  fc.nat({ max: 90_000 }),
  fc.nat({ max: 90_000 }),
  fc.nat({ max: 12 * MINUTE }),
  fc.nat({ max: 40 * MINUTE }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("open" as const), sub, replica }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constantFrom("load" as const, "watch" as const), which: fc.nat({ max: 3 }), replica }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("leave" as const, "return" as const), sub, replica }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("demote" as const, "promote" as const), sub, replica }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("round" as const), replica }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("down" as const, "up" as const) }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant("tick" as const), ms: tick }) },
);

/** One at each replica, so that few steps are wasted on nobody. */
const BEGIN: readonly Step[] = [0, 1].map((one) => ({ do: "open", sub: "ada", replica: one }));

interface Known {
  readonly sid: string;
  readonly sub: (typeof SUBS)[number];
  readonly begunAt: number;
  seenAt: number;
}

function makeWorld() {
  const world = { now: 1e12, isDown: false, downUntil: 0 };
  const clock = () => unixMs(world.now);
  const person = (name: string, role: Person["role"]): Person => ({ sub: name, name, email: null, role, mayReveal: false });
  const present = new Map<string, Person>(SUBS.map((name) => [name, person(name, "lead")]));
  /** When each was last called present with each role, and absent, by the directory itself. */
  const said = new Map<string, number>();
  const look = (name: string): Person | null => {
    const found = present.get(name) ?? null;
    said.set(`${name} ${found?.role ?? "absent"}`, world.now);
    return found;
  };
  const down = err({ kind: "directory-down" as const, detail: "" });
  const directory: Directory = {
    signIn: async () => err({ kind: "refused" }),
    find: async (name) => (world.isDown ? down : ok(look(name))),
    resolve: async (name) => (world.isDown ? down : ok(look(name))),
    findAll: async (names) => (world.isDown ? down : ok(new Map(names.map((name) => [name, look(name)])))),
    isUp: async () => !world.isDown,
  };
  const store = memoryAuthStore();
  const replicas = [0, 1].map(() => {
    const people = makePeople(directory, LIMITS, clock);
    const tokens = { ownersOfTokens: async () => [], revokeTokensOf: async () => 0 };
    return {
      sessions: makeSessions(store, people, LIMITS, clock),
      round: () => recheckSessions({ store, people, tokens, limits: LIMITS, clock, log: () => undefined }),
    };
  });
  return { world, present, person, look, said, store, replicas };
}

async function play(steps: readonly Step[]): Promise<void> {
  const { world, present, person, look, said, store, replicas } = makeWorld();
  const open: Known[] = [];
  for (const one of steps) {
    if (one.do === "tick") world.now += one.ms;
    else if (one.do === "down") world.isDown = true;
    else if (one.do === "up") {
      if (world.isDown) world.downUntil = world.now;
      world.isDown = false;
    } else if (one.do === "leave") present.delete(one.sub);
    else if (one.do === "return") present.set(one.sub, present.get(one.sub) ?? person(one.sub, "lead"));
    else if (one.do === "demote" || one.do === "promote") {
      if (present.has(one.sub)) present.set(one.sub, person(one.sub, one.do === "demote" ? "developer" : "admin"));
    } else if (one.do === "round") await replicas[one.replica]!.round();
    else if (one.do === "open") {
      // Nobody signs in whom the directory does not know now.
      const found = world.isDown || open.length >= 4 ? null : look(one.sub);
      if (found === null) continue;
      const sid = await replicas[one.replica]!.sessions.open(found);
      open.push({ sid, sub: one.sub, begunAt: world.now, seenAt: world.now });
    } else if ("which" in one) {
      const known = open[one.which];
      if (known) await visit(known, one.do === "watch", one.replica);
    }
  }

  async function visit(known: Known, unseen: boolean, which: number): Promise<void> {
    const before = (await store.listSessions(known.sub)).map(({ directoryCheckedAt }) => directoryCheckedAt);
    const found = await replicas[which]!.sessions.load(known.sid, unseen);
    const longest = LIMITS.recheckMs + LIMITS.graceMs;
    if (found.ok) {
      const { role } = found.value;
      const at = said.get(`${known.sub} ${role}`) ?? Number.NEGATIVE_INFINITY;
      assert.ok(world.now - at <= longest, `let in as ${role}, last called so ${(world.now - at) / 1000} s ago`);
      const isAnswering = !world.isDown && world.now - world.downUntil > REST_MS;
      if (isAnswering) assert.ok(world.now - at <= LIMITS.recheckMs, `${role} for ${(world.now - at) / 1000} s with the directory there`);
      assert.ok(world.now - known.begunAt <= LIMITS.absoluteMs, "longer than the absolute limit");
      assert.ok(world.now - known.seenAt <= LIMITS.idleMs + MINUTE, "idle");
      if (!unseen) known.seenAt = world.now;
      return;
    }
    if (found.error.kind === "directory-down") {
      assert.ok(world.isDown || world.now - world.downUntil <= REST_MS, "called down while it answers");
      assert.ok(world.now - Math.min(...before) > longest, "within the grace");
      // Who asks is there, though nothing is shown: a long silence of the directory signs nobody out who waits for it.
      if (!unseen) known.seenAt = world.now;
      return;
    }
    const absentAt = said.get(`${known.sub} absent`) ?? Number.NEGATIVE_INFINITY;
    const isFair =
      absentAt >= known.begunAt || world.now - known.begunAt > LIMITS.absoluteMs || world.now - known.seenAt > LIMITS.idleMs - MINUTE;
    assert.ok(isFair, "put out without a reason");
    // For good: nothing brings it back.
    known.seenAt = Number.NEGATIVE_INFINITY;
  }
}

test("whatever happens in whatever order, nobody is let in on old word, and nobody put out without a reason", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 90, size: "max" }), (steps) => play([...BEGIN, ...steps])),
    { numRuns: 3_000 },
  );
});
