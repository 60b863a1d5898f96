import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { makeEvenAnswers, type Pace } from "./even-answers.ts";
import { ldapDirectory } from "./ldap-directory.ts";
import { startTestDirectory } from "./test-directory.ts";

/** A clock that only waiting, and work that says so, moves on. */
function stillPace() {
  let at = 0;
  const waits: number[] = [];
  const pace: Pace = {
    now: () => at,
    async wait(ms) {
      waits.push(ms);
      at += ms;
    },
  };
  const work = (ms: number) => async () => {
    at += ms;
  };
  return { pace, waits, work };
}

test("a refusal waits for what the slowest of the last passwords took, and no longer than that", async () => {
  const { pace, waits, work } = stillPace();
  const answers = makeEvenAnswers(pace);
  await answers.evenOut(pace.now());
  assert.deepEqual(waits, [], "nothing is known yet");
  await answers.timed("reader", work(40));
  await answers.timed("person", work(300));
  await answers.timed("person", work(120));
  const from = pace.now();
  await work(10)();
  await answers.evenOut(from);
  assert.deepEqual(waits, [290]);
  await answers.evenOut(from);
  assert.deepEqual(waits, [290], "as long has passed");
});

test("a slow minute is forgotten, also where the reading account is asked far more often; two seconds are the most", async () => {
  const { pace, waits, work } = stillPace();
  const answers = makeEvenAnswers(pace);
  await answers.timed("person", work(9_000));
  for (let n = 0; n < 50; n++) await answers.timed("reader", work(5));
  await answers.evenOut(pace.now());
  assert.deepEqual(waits, [2_000]);
  for (let n = 0; n < 20; n++) await answers.timed("person", work(80));
  await answers.evenOut(pace.now());
  assert.deepEqual(waits, [2_000, 80]);
});

test("a question that failed tells nothing of how long passwords take", async () => {
  const { pace, waits, work } = stillPace();
  const answers = makeEvenAnswers(pace);
  const failing = async () => {
    await work(500)();
    throw new Error("down");
  };
  await assert.rejects(answers.timed("person", failing), /down/);
  await answers.evenOut(pace.now());
  assert.deepEqual(waits, []);
});

test("a directory that works on known people's passwords alone answers unknown names as late as wrong passwords", async () => {
  const server = await startTestDirectory();
  const { pace, work } = stillPace();
  // Whoever is there costs 250 ms: the reading account and people, as a slow hash would; a made-up name nothing.
  server.bound = (known) => void (known && work(250)());
  try {
    const directory = ldapDirectory(server.config, () => unixMs(0), pace);
    const timeOf = async (name: string, password: string): Promise<number> => {
      const from = pace.now();
      assert.equal((await directory.signIn(name, password)).ok, false);
      return pace.now() - from;
    };
    const unknown = await timeOf("nobody-here", "wrong");
    assert.equal(unknown, 500, "from the very first on");
    assert.equal(await timeOf("dev", "wrong"), unknown);
    assert.equal(await timeOf("nobody-else", "wrong"), unknown);
  } finally {
    await server.close();
  }
});

test("a directory that needs longer to tell of an entry than of none, too", async () => {
  const server = await startTestDirectory();
  let at = 0;
  let step = 7;
  const waits: number[] = [];
  const pace = { now: () => (at += step), wait: async (ms: number) => void waits.push(ms) } satisfies Pace;
  try {
    const directory = ldapDirectory(server.config, () => unixMs(0), pace);
    await directory.signIn("dev", "wrong");
    const before = waits.length;
    // A clock that has not moved since it was asked: all that a known name's search took is waited for.
    step = 0;
    await directory.signIn("nobody-here", "wrong");
    assert.equal(waits[before], 7);
  } finally {
    await server.close();
  }
});
