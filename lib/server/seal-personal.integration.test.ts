import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openDataKeys } from "../auth/data-keys.ts";
import { unixMs } from "../base/time.ts";
import { makeMasker } from "../privacy/masker.ts";
import { makePolicy } from "../privacy/policy.ts";
import type { AuthStore } from "../store/auth-store.ts";
import { openStore, type Store } from "../store/open.ts";
import { BASE_MS, spanOf, traceIdOf } from "../store/spans-for-tests.ts";
import { sealPersonal } from "./seal-personal.ts";

const home = mkdtempSync(join(tmpdir(), "loupe-sealed-"));
after(() => rmSync(home, { recursive: true, force: true }));

const SECRET = "a secret of the tests, at least 32 long";
const clock = () => unixMs(BASE_MS);
const masker = makeMasker(makePolicy(["order_id"]), new Uint8Array(32).fill(7));
const sealing = async (store: AuthStore) => sealPersonal(() => masker, await openDataKeys({ store, authSecrets: [SECRET], clock }));
const open = (encrypts = true): Promise<Store> =>
  openStore({ url: `sqlite:${join(home, "loupe.db")}`, clock, ...(encrypts ? { sealing } : {}) });

const PLANTED = {
  "customer.name": "Анна Златогорская",
  "customer.email": "anna.zlatogorskaya@example.org",
  "user.id": "U-771-zlat",
  "customer.phone": "+7 916 555-01-77",
  "db.query.text": "select * from buyers where surname = 'Zlatogorskaya'",
  "http.request.header.cookie": "session=s3cr3t-cookie-value",
} as const;
const PIECES = ["Златогорская", "zlatogorskaya", "U-771-zlat", "555-01-77", "Zlatogorskaya", "s3cr3t-cookie"];

const planted = spanOf({
  ...{ trace: 1, id: 1, name: "GET /users/anna.zlatogorskaya@example.org", failed: true },
  attributes: { order_id: "ORD-1", nested: { email: "anna.zlatogorskaya@example.org" }, ...PLANTED },
  resource: { "deployment.owner.email": "anna.zlatogorskaya@example.org" },
});
const span = {
  ...planted,
  status: { code: "error" as const, message: "no mail for anna.zlatogorskaya@example.org" },
  events: [{ name: "exception", timeUnixNs: planted.startUnixNs, attributes: { "exception.message": "user_id=U-771-zlat was refused" } }],
};

/** Every byte of the database, its journal included. */
const bytes = (): string =>
  readdirSync(home)
    .map((file) => readFileSync(join(home, file)).toString("utf8"))
    .join("\n");

test("no file of the store holds a planted value, and every reader has it back", async () => {
  const store = await open();
  await store.spans.append([span, spanOf({ trace: 2, attributes: { order_id: "ORD-1", "http.route": "/x" } })], clock());
  await store.spans.append([span], clock());
  const raw = bytes();
  assert.match(raw, /ORD-1/, "what belongs to nobody stays readable, or nothing was read here");
  for (const piece of PIECES) assert.ok(!raw.includes(piece), piece);
  const trace = (await store.spans.getTraces([traceIdOf(1)])).get(traceIdOf(1))!;
  assert.equal(trace.spans.length, 1, "sent twice, kept once");
  const [back] = trace.spans;
  assert.equal(JSON.stringify(back!.attributes), JSON.stringify(span.attributes));
  assert.deepEqual([back!.name, back!.status.message], [span.name, span.status.message]);
  assert.equal(back!.events[0]!.attributes["exception.message"], "user_id=U-771-zlat was refused");
  assert.equal(back!.resource.attributes["deployment.owner.email"], "anna.zlatogorskaya@example.org");
  for (const [key, value] of [
    ["user.id", "U-771-zlat"],
    ["customer.phone", "+7 916 555-01-77"],
  ] as const) {
    const { items } = await store.spans.search({ attributes: [{ key, value }], limit: 9 });
    assert.deepEqual(
      items.map((item) => item.traceId),
      [traceIdOf(1)],
      key,
    );
  }
  assert.equal((await store.spans.search({ operation: span.name, limit: 9 })).items.length, 1);
  await store.close();
});

test("without the keys the values are gone and the rest is there", async () => {
  const store = await open(false);
  const [back] = (await store.spans.getTraces([traceIdOf(1)])).get(traceIdOf(1))!.spans;
  assert.equal(back!.attributes["order_id"], "ORD-1");
  assert.equal(back!.attributes["customer.name"], "[sealed with a key that is gone]");
  await store.close();
});

test("a store of before is read on as it is", async () => {
  const url = `sqlite:${join(home, "older", "loupe.db")}`;
  const older = await openStore({ url, clock });
  await older.spans.append([span], clock());
  await older.close();
  const now = await openStore({ url, clock, sealing });
  assert.equal(
    (await now.spans.getTraces([traceIdOf(1)])).get(traceIdOf(1))!.spans[0]!.attributes["customer.name"],
    PLANTED["customer.name"],
  );
  await now.close();
});
