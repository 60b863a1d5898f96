/**
 * Sign-in from end to end over a real directory (Debian's slapd, LDAPS) and the built application with its store: a closed page, the form, the
 * password, the page. Target: ≤ 1.5 s. And whether an unknown name can be told from a wrong password by the time of the answer.
 * `npm run bench sign-in`.
 */
import assert from "node:assert/strict";
import { chromium } from "playwright";
import { openBrowser, signInWith } from "#lib/server/browser";
import { startWholeServer } from "#lib/server/leaks/server-for-tests";
import { chromiumPath } from "../demo-info.ts";
import { findDebianProgram } from "../peers/find-debian-program.ts";
import { configOfSlapd } from "../peers/slapd-directory.ts";
import { startSlapd } from "../peers/start-slapd.ts";

const SIGN_INS = 60;
const IN_CHROMIUM = 15;
/** Together fewer than the failures after which nobody unknown is let try. */
const GUESSES = 90;
const PEOPLE = 30;

const program = findDebianProgram("slapd");
if ("missing" in program) throw new Error(`No directory to sign in with: ${program.missing}`);
const slapd = await startSlapd({ binary: program.path });
for (let at = 0; at < PEOPLE; at++) {
  await slapd.addPerson({ uid: `person${at}`, password: `password of ${at}` });
  await slapd.addToGroup("loupe-leads", `person${at}`);
}
const networks = { allowedCidrs: ["127.0.0.0/8", "10.0.0.0/8"], trustedProxyCidrs: ["127.0.0.0/8"] };
const server = await startWholeServer("http://127.0.0.1:9/", () => ({ ...networks, directory: configOfSlapd(slapd) }));

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const say = (what: string, taken: readonly number[]): number => {
  const sorted = taken.toSorted((a, b) => a - b);
  const [median, late] = [at(sorted, 0.5), at(sorted, 0.95)];
  const [least, most] = [at(sorted, 0), at(sorted, 1)];
  console.log(
    `${what}: median ${median.toFixed(0)} ms, 95th percentile ${late.toFixed(0)} ms (${least.toFixed(0)}…${most.toFixed(0)}), ${taken.length} tries`,
  );
  return median;
};
const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await act();
  return performance.now() - begin;
};

const overHttp: number[] = [];
for (let n = 0; n < SIGN_INS; n++)
  overHttp.push(
    await timed(async () => {
      const landed = await signInWith(openBrowser(), `${server.url}/sources`, `person${n % PEOPLE}`, `password of ${n % PEOPLE}`);
      assert.equal(new URL(landed.url).pathname, "/sources");
      assert.equal(landed.response.status, 200);
    }),
  );
say("closed page → form → password → page, over HTTP", overHttp);

const browser = await chromium.launch({ executablePath: chromiumPath() });
const inChromium: number[] = [];
const machine: number[] = [];
for (let n = 0; n < IN_CHROMIUM; n++) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let typing = 0;
  const whole = await timed(async () => {
    await page.goto(`${server.url}/sources`);
    typing = await timed(async () => {
      await page.locator('input[name="user"]').fill(`person${n % PEOPLE}`);
      await page.locator('input[name="password"]').fill(`password of ${n % PEOPLE}`);
    });
    await page.locator('button[type="submit"]').click();
    await page.waitForURL("**/sources");
    await page.locator("main h1").first().waitFor();
  });
  inChromium.push(whole);
  machine.push(whole - typing);
  await context.close();
}
await browser.close();
say("the same in Chromium, until the page's heading is there", inChromium);
say("the same without the typing", machine);

/** One guess from an address of its own, timed from the password's sending to the answer. */
async function guess(n: number, user: string): Promise<number> {
  const client = openBrowser();
  const form = await client.go(`${server.url}/sources`);
  const init = {
    method: "POST",
    body: new URLSearchParams({ user, password: "not the password" }),
    headers: { "x-forwarded-for": `10.0.${n % 250}.${(n * 7) % 250}` },
  };
  return timed(async () => assert.equal((await client.request(form.url, init)).status, 401));
}
const unknown: number[] = [];
const wrong: number[] = [];
for (let n = 0; n < GUESSES; n++) {
  // Interleaved: what else the machine does falls on both alike.
  unknown.push(await guess(2 * n, `nobody${n}`));
  wrong.push(await guess(2 * n + 1, `person${n % PEOPLE}`));
}
const ratio = say("an unknown name is refused", unknown) / say("a wrong password is refused", wrong);
console.log(`medians unknown / wrong: ${ratio.toFixed(3)}`);

await server.stop();
await slapd.stop();
process.exit(0);
