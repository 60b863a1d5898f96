import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { limitsFor } from "../../auth/request-throttle.ts";
import { type House, openHouse } from "./house.ts";
import { type Answer, headerOf, rawAsk } from "./raw-ask.ts";

/** So few a second that a test can ask more. */
const PER_SECOND = 20;
const LIMITS = limitsFor(PER_SECOND);
let house: House;

before(async () => {
  house = await openHouse(PER_SECOND);
});
after(() => house?.stop());

const ask = (path: string, headers: Readonly<Record<string, string>>) => rawAsk(house.url, path, { headers });

/** Twenty at once until some were held back, however slow the machine is; never for ever. */
async function flood(path: string, headers: Readonly<Record<string, string>>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let held = 0;
  const worker = async () => {
    while (held < 20 && answers.length < 20_000) {
      const answer = await ask(path, headers);
      answers.push(answer);
      if (answer.status === 429) held++;
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  return answers;
}

const counted = async (by: string): Promise<number> =>
  Number(new RegExp(`loupe_http_throttled_total\\{by="${by}"\\} (\\d+)`).exec((await ask("/metrics", {})).text)?.[1]);

test("one who asks too much is told to wait, in a problem with Retry-After; their colleague is served meanwhile", async () => {
  const lead = house.caller("token as-lead");
  // Whose the token is, is known once it has opened something; from then on it counts wherever it is sent.
  assert.equal((await ask("/api/v1/deadlines", lead.headers)).status, 200);
  const answers = await flood("/_not-found", lead.headers);
  const held = answers.filter(({ status }) => status === 429);
  assert.ok(held.length > 0, "nobody was held back");
  assert.ok(answers.filter(({ status }) => status === 404).length >= LIMITS.user.burst - PER_SECOND, "fewer than promised were served");
  const [first] = held;
  assert.match(headerOf(first!, "content-type"), /^application\/problem\+json/);
  assert.match(headerOf(first!, "retry-after"), /^[1-9]\d*$/);
  assert.equal((JSON.parse(first!.text) as { type: string }).type, "/problems/too-many-requests");
  assert.equal((await ask("/api/v1/deadlines", house.caller("token as-admin").headers)).status, 200);
  assert.equal(await counted("user"), held.length);
  // It is over as soon as it was said to be.
  await new Promise((resolve) => setTimeout(resolve, Number(headerOf(held.at(-1)!, "retry-after")) * 1_000));
  assert.equal((await ask("/api/v1/deadlines", lead.headers)).status, 200);
});

test("guesses are answered with 401 until there were too many; who is signed in at the same address goes on", async () => {
  const answers: Answer[] = [];
  for (let i = 0; i < LIMITS.refusals.burst + 40; i++)
    answers.push(await ask("/api/v1/orders", { authorization: `Bearer ${"g".repeat(30)}${i}` }));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].toSorted(), [401, 429]);
  assert.ok((await counted("refusals")) > 0);
  assert.equal((await ask("/api/v1/deadlines", house.caller("dev, signed in").headers)).status, 200);
});

test("an address that floods is held back before anything is looked up, pages for people in words; health is not", async () => {
  const answers = await flood("/_not-found", {});
  assert.ok(answers.some(({ status }) => status === 429));
  const page = await rawAsk(house.url, "/", { headers: { accept: "text/html,*/*", "accept-language": "ru" } });
  assert.equal(page.status, 429);
  assert.match(page.text, /Слишком много запросов/);
  assert.match(headerOf(page, "content-security-policy"), /default-src 'none'/);
  assert.equal((await ask("/healthz", {})).status, 200);
  assert.ok((await counted("address")) > 0);
});

test("that somebody was held back is on record, once a minute for each", async () => {
  const admin = house.caller("token as-admin");
  let answer = await ask("/api/v1/audit?action=denied&limit=500", admin.headers);
  // The address of all of us has to wait after the flood.
  while (answer.status === 429) {
    await new Promise((resolve) => setTimeout(resolve, Number(headerOf(answer, "retry-after")) * 1_000));
    answer = await ask("/api/v1/audit?action=denied&limit=500", admin.headers);
  }
  const { items } = JSON.parse(answer.text) as { readonly items: readonly { readonly detail: string; readonly subject: string }[] };
  const held = items.filter(({ detail, subject }) => /too-many-requests/.test(detail + subject));
  assert.ok(held.length >= 3 && held.length <= 8, JSON.stringify(held));
});
