import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { type UnixMs, unixMs } from "../base/time.ts";
import { provideRuntime } from "../runtime.ts";
import type { AuditEntry } from "../store/auth-store.ts";
import { openStore } from "../store/open.ts";
import { auditAct, auditDenied, auditView } from "./audit.ts";
import { csvCell, listAudit, respondAudit } from "./audit-list.ts";
import { fixtureRuntime, NOW } from "./fixture-runtime.ts";

const anna: Viewer = viewerAs("developer", { sub: "anna", name: "Anna A." });
const script: Viewer = viewerAs("lead", { kind: "client", sub: "anna", name: "anna" });

async function withStore(use: (rows: () => Promise<readonly AuditEntry[]>, wait: (ms: number) => void) => Promise<void>): Promise<void> {
  const store = await openStore({ url: "sqlite::memory:" });
  let now: UnixMs = NOW;
  provideRuntime({ ...fixtureRuntime({ clock: () => now }), audit: store.audit });
  try {
    await use(
      async () => (await store.audit.list({ limit: 100 })).toReversed(),
      (ms) => {
        now = unixMs(now + ms);
      },
    );
    assert.equal((await store.audit.verify()).whole, true);
  } finally {
    await store.close();
  }
}

test("a page that asks again by itself is one look, told once an hour; one that comes back later is a new one", () =>
  withStore(async (rows, wait) => {
    for (let n = 0; n < 12; n++) {
      await auditView(anna, "order", "A-1");
      wait(5_000);
    }
    assert.equal((await rows()).length, 1);
    wait(3 * 60_000);
    await auditView(anna, "order", "A-1");
    assert.equal((await rows()).length, 2);
    for (let n = 0; n < 61; n++) {
      wait(60_000);
      await auditView(anna, "order", "A-1");
    }
    assert.equal((await rows()).length, 3);
    assert.deepEqual(
      (await rows()).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`),
      Array(3).fill("anna order.viewed order/A-1"),
    );
  }));

test("a script's calls are told once a minute, under a name that no person has", () =>
  withStore(async (rows, wait) => {
    for (let n = 0; n < 13; n++) {
      await auditView(script, "order", "A-1");
      wait(10_000);
    }
    await auditView(anna, "order", "A-1");
    assert.deepEqual(
      (await rows()).map(({ actor }) => actor),
      ["client/anna", "client/anna", "client/anna", "anna"],
    );
  }));

test("order ids of any length and characters can be looked at, and the chain holds", () =>
  withStore(async (rows) => {
    for (const id of ["💍".repeat(4096), "a\u0000b", "\ud800", "x/../y"]) await auditView(anna, "order", id);
    assert.equal((await rows()).length, 4);
  }));

test("strangers' denials are one row a minute, a known person's one for each place", () =>
  withStore(async (rows) => {
    for (let n = 0; n < 20; n++) await auditDenied(null, null, `GET /x${n}`, "bad-token");
    for (let n = 0; n < 3; n++) await auditDenied(anna, "audit", "GET /api/v1/audit", "forbidden");
    assert.deepEqual(
      (await rows()).map(({ actor, subject }) => `${actor} ${subject}`),
      ["(nobody) bad-token", "anna GET /api/v1/audit"],
    );
  }));

test("the list leaves masked where people wrote something, names who did it, and goes page by page", () =>
  withStore(async () => {
    for (let n = 0; n < 3; n++) await auditAct(anna, "case.comment", `case/${n}`, { text: "called ada@example.com" });
    const first = await listAudit(anna, new URLSearchParams({ limit: "2", actor: "anna" }));
    assert.ok(first.ok);
    assert.deepEqual(
      first.value.items.map(({ subject }) => subject),
      ["case/2", "case/1"],
    );
    assert.doesNotMatch(JSON.stringify(first.value), /ada@/);
    assert.match(first.value.items[0]!.detail, /"name":"Anna A\."/);
    const second = await listAudit(anna, new URLSearchParams({ limit: "2", actor: "anna", cursor: first.value.nextCursor! }));
    assert.ok(second.ok);
    assert.deepEqual([second.value.items.map(({ subject }) => subject), second.value.nextCursor], [["case/0"], null]);
    assert.equal((await listAudit(anna, new URLSearchParams({ cursor: "eA" }))).ok, false);
  }));

test("the file is an export, and a row; no cell of it is a formula", () =>
  withStore(async (rows) => {
    await auditAct(anna, "marker.added", "=cmd|x", { text: 'a "b"\n' });
    const csv = await (await respondAudit(anna, new URLSearchParams({ format: "csv" }))).text();
    assert.match(csv, /^id,at,actor,action,subject,detail,hash\r\n/);
    assert.match(csv, /,'=cmd\|x,/);
    assert.deepEqual(
      (await rows()).map(({ action }) => action),
      ["marker.added", "export.audit"],
    );
    assert.deepEqual([csvCell("-1"), csvCell('a"b'), csvCell("x")], ["'-1", '"a""b"', "x"]);
  }));

test("nothing personal stays in the log for good: neither what was typed as an order's id, nor what people wrote", () =>
  withStore(async (rows) => {
    await auditView(anna, "order", "ada@example.com");
    await auditView(anna, "order", "48213");
    await auditAct(anna, "case.comment", "case/1", { text: "called ada@example.com" });
    const said = JSON.stringify(await rows());
    assert.doesNotMatch(said, /ada@/);
    assert.match(said, /order\/48213/);
    assert.match(said, /called email-/);
  }));
