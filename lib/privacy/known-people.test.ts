import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attributes, Span, Trace } from "../trace/span.ts";
import { makeMasker } from "./masker.ts";
import { makePolicy } from "./policy.ts";

const masker = makeMasker(makePolicy(["order_id"]), new Uint8Array(32).fill(7));
const traceOf = (...spans: readonly Attributes[]): Trace =>
  ({
    spans: spans.map((attributes) => ({
      ...({ kind: "server", attributes, events: [], links: [] } as unknown as Span),
      resource: { service: "Orders", instance: null, version: null, attributes: {} },
    })),
  }) as unknown as Trace;
const knowing = (attributes: Attributes) => masker.knowing(masker.known([traceOf(attributes)]));

for (const [attributes, text, masked] of [
  [{ "customer.name": "Ada Lovelace" }, "no price for Ada Lovelace in CRM", /^no price for name-\w{12} in CRM$/],
  [{ "customer.name": "Ada Lovelace" }, "no price for LOVELACE, ADA", /^no price for name-\w{12}$/],
  [{ "customer.name": "Ada Lovelace" }, "Dear Lovelace, welcome", /^Dear name-\w{12}, welcome$/],
  [{ "customer.name": "Ada Lovelace" }, "/find?q=Ada+Lovelace&x=1", /^\/find\?q=name-\w{12}&x=1$/],
  [{ "customer.name": "Анна Иванова" }, "звонила Иванова Анна", /^звонила name-\w{12}$/],
  [{ "customer.name": "Анна Иванова" }, "для Анны Ивановой нет цены", /^для name-\w{12} нет цены$/],
  [{ "customer.name": "Анна Иванова" }, "передать Ивановой", /^передать name-\w{12}$/],
  [{ "client.address": "203.0.113.7" }, "rejected 203.0.113.7: too many", /^rejected ip-\w{12}: too many$/],
  [{ user_id: "ada.l-1815" }, "profile ada.l-1815 is gone", /^profile user-\w{12} is gone$/],
  [{ password: "hunter2hunter2" }, "login failed with hunter2hunter2", /^login failed with \[hidden\]$/],
  [{ "http.request.header.cookie": "sid=abcdef012345; theme=dark" }, "session abcdef012345 expired", /^session \[hidden\] expired$/],
  [{ "delivery.address": "Plantstrasse 77-12" }, "cannot reach Plantstrasse 77-12", /^cannot reach address-\w{12}$/],
  [{ customer: { name: "Ada Lovelace", qty: 2 } }, "for Ada Lovelace", /^for name-\w{12}$/],
] as const)
  test(`${JSON.stringify(attributes)} is found in: ${text}`, () => {
    const knows = knowing(attributes);
    assert.match(knows.text(text), masked);
    assert.match(String(knows.value("exception.message", text)), masked);
    assert.equal(knows.text(knows.text(text)), knows.text(text));
  });

test("the person in a text is the same pseudonym as under the key", () => {
  const knows = knowing({ "customer.name": "Ada Lovelace" });
  assert.equal(knows.text("for Lovelace"), `for ${knows.value("customer.name", "Ada Lovelace")}`);
});

for (const [attributes, text] of [
  [{ "customer.name": "Test Order" }, "Test Order 48213 of Orders"],
  [{ user_id: 17 }, "17 items"],
  [{ user_id: "system" }, "system is down"],
  [{ user_id: "u-1" }, "u-1"],
  [{ "customer.name": "Orders" }, "Orders is down"],
  [{ order_id: "ORD-48213", user_id: "ORD-48213" }, "ORD-48213 hangs"],
  [{ "client.address": "127.0.0.1" }, "listening on 127.0.0.1"],
  [{ "client.address": "10.0.0.1" }, "10.0.0.11 and 10.0.0.1.5 are others"],
  [{ "customer.name": "Ada Lovelace" }, "Lovelaces and ada"],
] as const)
  test(`${JSON.stringify(attributes)} changes nothing in: ${text}`, () => assert.equal(knowing(attributes).text(text), text));

test("nobody known costs nothing: the masker is the same", () => assert.equal(knowing({ "http.route": "/x" }), masker));

test("hostile values end: pattern signs are letters, and a thousand people are cut", () => {
  const people = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`p${at}.customer.name`, `Ada${at} (.*)+$ \\d`]));
  assert.equal(typeof knowing(people).text(`${"a(".repeat(1e4)}`), "string");
});
