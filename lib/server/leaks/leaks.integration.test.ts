import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startReceiver } from "../../notify/receiver-for-tests.ts";
import { buildPages } from "../../setup/build.mjs";
import { plainFetch as fetch, openBrowser, signInWith, type TestBrowser } from "../browser.ts";
import { callsOf, type Known, patternsOfApp } from "./calls.ts";
import { leakFinder, spellingsOf } from "./find-leaks.ts";
import { PLANTED, type PlantedOrder, plantOrder, STRANGE_SERVICE, sendSpans } from "./planted-for-tests.ts";
import { CLIENTS, REVEALER, startWholeServer, tokenOf } from "./server-for-tests.ts";

const findLeaks = leakFinder(PLANTED);
const PEOPLE = ["dev", "lena", "root"] as const;

let server: Awaited<ReturnType<typeof startWholeServer>>;
let hook: Awaited<ReturnType<typeof startReceiver>>;
let known: Known;
const first: PlantedOrder = plantOrder("leak-order-1");
const tokens = new Map<string, string>();
const browsers = new Map<string, TestBrowser>();
const revealer = openBrowser();

/** As a script of that role. */
const ask = (path: string, role = "as-developer") =>
  fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${tokens.get(role)}` } });

before(async () => {
  await buildPages();
  hook = await startReceiver();
  server = await startWholeServer(hook.url);
  for (const client of CLIENTS) tokens.set(client.id, await tokenOf(server, client));
  for (const person of PEOPLE) {
    const browser = openBrowser();
    await signInWith(browser, `${server.url}/find`, person, `${person}-password`);
    browsers.set(person, browser);
  }
  for (const order of [first, ...["leak-order-2", "leak-order-3"].map(plantOrder)]) await sendSpans(server.otlpUrl!, order.batches);
  // While everything below is asked, somebody else sees the first order unmasked.
  await signInWith(revealer, `${server.url}/find`, REVEALER, `${REVEALER}-password`);
  // Loupe itself is waited for: the message of a case is the last thing that it does of a round.
  await hook.until(1);
  known = await lookAround();
});
after(async () => {
  await server?.stop();
  await hook?.close();
});

async function lookAround(): Promise<Known> {
  const json = async <T>(path: string): Promise<T> => (await (await ask(path)).json()) as T;
  const cases = await json<{ readonly items: readonly { readonly id: string }[] }>("/api/v1/cases");
  const { chains } = await json<{ readonly chains: readonly { readonly chainId: string }[] }>("/api/v1/chains");
  const names = await json<{ readonly services: readonly string[] }>("/api/v1/names");
  const rows = await json<{ readonly services: readonly { readonly service: string }[] }>("/api/v1/services");
  // A change of nothing: what it would have done to the planted orders is told all the same.
  const backtest = await fetch(`${server.url}/api/v1/backtests`, {
    method: "POST",
    headers: { authorization: `Bearer ${tokens.get("as-admin")}`, "content-type": "application/json" },
    body: JSON.stringify({ changes: [] }),
  });
  return {
    ...first,
    backtestId: String(((await backtest.json()) as { readonly id?: string }).id ?? "none"),
    caseIds: cases.items.map(({ id }) => id),
    chainIds: chains.map(({ chainId }) => chainId),
    services: [...new Set([...names.services, ...rows.services.map(({ service }) => service)])],
  };
}

test("there is something to leak: cases, chains and the service that is named after a person", () => {
  assert.ok(known.caseIds.length > 0, "cases");
  assert.ok(known.chainIds.length > 0, "chains");
  assert.ok(known.services.includes("mes-api") && known.services.length >= 3, known.services.join());
});

test("the finder finds every planted value in every spelling, packed ones too", async () => {
  const { gzipSync } = await import("node:zlib");
  for (const [name, value] of Object.entries(PLANTED)) {
    for (const spelling of spellingsOf(value)) assert.match(findLeaks(`x${spelling}y`).join(), new RegExp(`${name}:`), spelling);
    for (const before of ["", "a", "ab"])
      assert.match(findLeaks(Buffer.from(`${before}${value}z`).toString("base64")).join(), new RegExp(`${name}:`));
    assert.match(findLeaks(gzipSync(value)).join(), new RegExp(`${name}:`));
  }
  assert.deepEqual(findLeaks(`order leak-order-1 ${STRANGE_SERVICE.slice(0, 6)}`), []);
});

const tell = (path: string, body: object) =>
  revealer.request(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: new URL(server.url).origin, "sec-fetch-site": "same-origin" },
    body: JSON.stringify(body),
  });
const opened = () => [`/api/v1/traces/${first.traceId}`, `/api/v1/traces/${first.traceId}/spans/${first.spanId}`];
const seen = async (path: string) => findLeaks(new Uint8Array(await (await revealer.request(`${server.url}${path}`)).arrayBuffer()));
let reveal = "";

test("a reveal shows one person what is personal of one order, and never what opens or pays", async () => {
  for (const path of opened()) assert.deepEqual(await seen(path), [], "nothing before");
  const given = await tell("/api/v1/reveals", { subject: `order/${first.orderId}`, reason: `ticket 17, ${PLANTED.mail} asks where it is` });
  const answer = await given.text();
  assert.equal(given.status, 200, answer);
  assert.deepEqual(findLeaks(answer), [], "the reason names nobody");
  reveal = (JSON.parse(answer) as { readonly id: string }).id;
  for (const path of opened()) {
    const kinds = new Set((await seen(path)).map((leak) => leak.split(":")[0]));
    for (const shown of ["mail", "phone", "name", "address", "user", "iban"]) assert.ok(kinds.has(shown), `${path} shows ${shown}`);
    for (const shut of [
      "card",
      "jwt",
      "bearer",
      "basic",
      "cookie",
      "otherCookie",
      "queryToken",
      "signature",
      "password",
      "literal",
      "command",
    ])
      assert.ok(!kinds.has(shut), `${path} shows ${shut}`);
    assert.deepEqual(await seen(`${path}?masked=1`), []);
  }
  for (const token of tokens.values()) {
    const refused = await fetch(`${server.url}/api/v1/reveals`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ subject: `order/${first.orderId}`, reason: "a script has no reason" }),
    });
    assert.equal(refused.status, 403);
  }
});

test("while it holds, its own person sees nothing personal on any page, in any list or of any other order", async () => {
  const own = [`/api/v1/orders/${first.orderId}`, ...opened(), `${opened()[0]}/waterfall`, `/api/v1/orders/${first.orderId}/waterfall`];
  for (const pattern of patternsOfApp())
    for (const call of callsOf(pattern, known) ?? [])
      if (pattern !== "/signout" && !own.includes(call.split("?")[0] ?? "")) assert.deepEqual(await seen(call), [], call);
});

for (const pattern of patternsOfApp())
  test(`nothing personal in ${pattern}, whoever asks`, async () => {
    const calls = callsOf(pattern, known);
    assert.ok(calls, `nobody has said how to ask for ${pattern}: name it in calls.ts`);
    const leaks: string[] = [];
    let wellAnswered = calls.length === 0;
    const read = async (who: string, call: string, answer: Response) => {
      wellAnswered ||= answer.status < 400;
      const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      const body = new Uint8Array(await answer.arrayBuffer());
      for (const leak of [...findLeaks(headers), ...findLeaks(body)]) leaks.push(`${who} ${call} (${answer.status}) ${leak}`);
    };
    for (const call of calls) {
      for (const [person, browser] of browsers)
        if (pattern !== "/signout") await read(person, call, await browser.request(`${server.url}${call}`));
      if (pattern.startsWith("/api/")) for (const { id } of CLIENTS) await read(id, call, await ask(call, id));
      await read("a stranger", call, await fetch(`${server.url}${call}`, { redirect: "manual" }));
    }
    assert.deepEqual([...new Set(leaks)].slice(0, 12), []);
    const mayRefuse =
      /gallery|backchannel-logout|reveals|revoke|\.\.\.|notifications\/test|\/cases\/\[id\]\/|signout|chain-config\/|backtest/.test(
        pattern,
      );
    assert.ok(wellAnswered || mayRefuse, `${calls.join(" ")}: everybody was refused, so nothing was looked at`);
  });

test("hidden again, its own person sees what everybody sees", async () => {
  assert.equal((await tell(`/api/v1/reveals/${reveal}/end`, {})).status, 200);
  for (const path of [...opened(), `/api/v1/orders/${first.orderId}`, `/api/v1/orders/${first.orderId}/waterfall`])
    assert.deepEqual(await seen(path), [], path);
});

test("what cannot be understood, or is searched for by its value, is not said back", async () => {
  const q = encodeURIComponent;
  for (const value of Object.values(PLANTED)) {
    // A name alone, or a paper's number without a word for it, is told from nothing else: it is the asker's own, and told to the asker alone.
    if (
      value === PLANTED.name ||
      value === PLANTED.literal ||
      value === PLANTED.passport ||
      !/[\d@]/.test(value) ||
      /^planted|^Plant|^203/.test(value)
    )
      continue;
    for (const path of [
      `/api/v1/orders?state=${q(value)}`,
      `/api/v1/orders?from=${q(value)}`,
      `/api/v1/traces?limit=${q(value)}`,
      `/api/v1/traces?attribute=${q(value)}`,
      `/api/v1/series?scope=${q(value)}`,
    ]) {
      const answer = await ask(path);
      assert.deepEqual(findLeaks(await answer.text()), [], path);
    }
  }
  const found = await ask(`/api/v1/traces?attribute=${q(`customer.email:${PLANTED.mail}`)}`);
  assert.equal(found.status, 200);
  assert.deepEqual(findLeaks(await found.text()), []);
});

test("nothing personal in the stream, while a case is opened and acted upon", async () => {
  const stop = new AbortController();
  const answer = await fetch(`${server.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${tokens.get("as-developer")}` },
    signal: stop.signal,
  });
  await sendSpans(server.otlpUrl!, plantOrder("leak-order-4").batches);
  let text = "";
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString("utf8");
    if (/^event: case$/m.test(text) && text.includes("leak-order-4") && text.endsWith("\n\n")) break;
  }
  stop.abort();
  assert.deepEqual(findLeaks(text), []);
});

test("nothing personal in what notifications say, in metrics, in health", async () => {
  assert.ok(hook.received.length > 0);
  assert.deepEqual(findLeaks(JSON.stringify(hook.received)), []);
  for (const path of ["/metrics", "/healthz", "/readyz"])
    assert.deepEqual(findLeaks(await (await fetch(`${server.url}${path}`)).text()), [], path);
});

test("what people write down is masked when it is read again: comments and markers", async () => {
  const headers = { authorization: `Bearer ${tokens.get("as-lead")}`, "content-type": "application/json" };
  const post = (path: string, body: object) => fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = `called ${PLANTED.mail} at ${PLANTED.phone}, IBAN ${PLANTED.iban}`;
  const [id = ""] = known.caseIds;
  const comment = await post(`/api/v1/cases/${id}/comment`, { text });
  assert.equal(comment.status, 200);
  const marker = await post("/api/v1/markers", { at: new Date().toISOString(), text });
  assert.equal(marker.status, 201);
  const bad = await post("/api/v1/markers", { at: text, text });
  for (const answer of [comment, marker, await ask(`/api/v1/cases/${id}`), await ask("/api/v1/markers"), await ask("/api/v1/groups")])
    assert.deepEqual(findLeaks(await answer.text()), []);
  assert.equal(bad.status, 400);
});

test("nothing personal in the log, nor on stdout", () => {
  assert.ok(server.said.length > 0, "the log was listened to");
  assert.deepEqual(findLeaks(server.said.join("")), []);
});

test("all that was looked at, done and denied above stands in the audit log, and its chain is whole", async () => {
  const rows = async (query: string) => {
    const answer = await ask(`/api/v1/audit?limit=500&${query}`, "as-admin");
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { readonly items: readonly { readonly actor: string; readonly subject: string }[] }).items;
  };
  const viewers = new Set((await rows("action=order.viewed&subject=order/leak-order-1")).map(({ actor }) => actor));
  assert.deepEqual([...viewers].sort(), [...CLIENTS.map(({ id }) => `client/${id}`), ...PEOPLE, REVEALER].sort());
  const reveals = await rows(`actor=${REVEALER}&action=reveal`);
  assert.ok(reveals.length >= 3, "given, used, ended");
  assert.ok((await rows("action=trace.viewed")).length > 0);
  assert.ok((await rows("action=case.comment&actor=client/as-lead")).length > 0);
  assert.ok((await rows("action=marker.added")).length > 0);
  assert.ok((await rows("action=export.series")).length > 0);
  assert.ok((await rows("action=signed-in&actor=dev")).length > 0);
  const denied = await rows("action=denied");
  assert.ok(denied.some(({ actor, subject }) => actor === "client/as-developer" && subject.startsWith("GET /api/v1/audit")));
  assert.ok(denied.some(({ actor, subject }) => actor === "dev" && subject.startsWith("page /audit")));
  assert.equal((await ask("/api/v1/audit", "as-lead")).status, 403);
  const page = await browsers.get("root")!.request(`${server.url}/audit?verify=1`);
  assert.match(await page.text(), /The chain is whole/);
});
