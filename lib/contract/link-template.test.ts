import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expandLink, expandLinks, parseLinks } from "./link-template.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const one = (template: string) => ({ name: "x", template });

test("several links by semicolons, each a name and an address; an address may hold = itself", () => {
  const { links, faults } = parseLinks(
    "Jaeger=https://j.example/trace/{traceId}; Logs=http://l.example/?q={orderId}&from={from}&to={toMs};",
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(links, [
    { name: "Jaeger", template: "https://j.example/trace/{traceId}" },
    { name: "Logs", template: "http://l.example/?q={orderId}&from={from}&to={toMs}" },
  ]);
});

test("whatever could mislead or leak is a fault that says what to write instead", () => {
  for (const [text, said] of [
    ["Jaeger", /no pair/],
    ["https://j.example/{traceId}", /no pair/],
    ["J=javascript:alert({traceId})", /http or https/],
    ["J=//j.example/{traceId}", /http or https/],
    ["J=https://{service}.example/", /after the host/],
    ["J=https://me:secret@j.example/", /password/],
    ["J=https://j.example/{userId}", /knows no \{userId\}: one of \{traceId\}/],
    ['J=https://g.example/?panes={"a":1}', /%7B/],
    ["J=https://j.example/{traceId", /other half/],
  ] as const) {
    const { links, faults } = parseLinks(text);
    assert.equal(links.length, 0, text);
    assert.match(faults.join("\n"), said, text);
  }
});

test("a link is offered only where all that it needs is known", () => {
  const { links } = parseLinks("A=https://a.example/{traceId};B=https://b.example/{orderId};C=https://c.example/");
  assert.deepEqual(
    expandLinks(links, { traceId: TRACE }).map((link) => link.name),
    ["A", "C"],
  );
});

test("times are a minute around what happened, as RFC 3339 and as milliseconds", () => {
  const at = Date.UTC(2026, 10, 23, 14);
  const url = expandLink(one("https://l.example/?a={from}&b={to}&c={fromMs}&d={toMs}"), { startMs: at, endMs: at + 1000 });
  assert.equal(url, `https://l.example/?a=2026-11-23T13%3A59%3A00.000Z&b=2026-11-23T14%3A01%3A01.000Z&c=${at - 60_000}&d=${at + 61_000}`);
});

test("a pseudonym is never sent elsewhere", () => {
  assert.equal(expandLink(one("https://l.example/{service}"), { service: "user-1a2b3c" }), null);
});

test("no value, however strange, changes where a link leads", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (orderId) => {
      const url = new URL(expandLink(one("https://l.example/app/{orderId}?q={orderId}&safe=1"), { orderId }) ?? "");
      assert.equal(url.origin, "https://l.example");
      assert.equal(url.searchParams.get("q"), orderId.toWellFormed());
      assert.equal(url.searchParams.get("safe"), "1");
      assert.equal(url.hash, "");
    }),
  );
});
