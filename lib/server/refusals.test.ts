import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import type { AuditStore } from "../store/audit-store.ts";
import type { AuditEntry } from "../store/auth-store.ts";
import { makeRefusals } from "./refusals.ts";

function book() {
  const rows: AuditEntry[] = [];
  let now = 0;
  const audit = { appendOnce: async (entry: AuditEntry) => rows.push(entry) > 0 } as unknown as AuditStore;
  const refuse = makeRefusals(
    () => audit,
    () => unixMs(now),
    () => undefined,
  );
  return { rows, refuse, wait: (ms: number) => (now += ms) };
}

const from = (client: string | null, why = "network-not-allowed") => ({ peer: "192.0.2.1", client, why, place: "GET /" });

test("the same refusal of one address is one row a minute; another address, another reason, another minute are others", () => {
  const { rows, refuse, wait } = book();
  for (let n = 0; n < 100; n++) refuse(from("192.0.2.7"));
  refuse(from("192.0.2.8"));
  refuse(from("192.0.2.7", "foreign-origin"));
  wait(60_000);
  refuse(from("192.0.2.7"));
  assert.deepEqual(
    rows.map(({ subject }) => subject),
    ["network/192.0.2.7", "network/192.0.2.8", "network/192.0.2.7", "network/192.0.2.7"],
  );
});

test("both the peer and whom its chain names are told; a chain that cannot be read is called so", () => {
  const { rows, refuse } = book();
  refuse(from("192.0.2.7"));
  refuse(from(null));
  assert.deepEqual(
    rows.map(({ detail }) => JSON.parse(detail) as unknown),
    [
      { why: "network-not-allowed", place: "GET /", peer: "192.0.2.1", client: "192.0.2.7" },
      { why: "network-not-allowed", place: "GET /", peer: "192.0.2.1", client: "unreadable" },
    ],
  );
});

test("a whole network of strangers costs sixty rows a minute and one that says there were more", () => {
  const { rows, refuse } = book();
  for (let n = 0; n < 5_000; n++) refuse(from(`2001:db8::${n.toString(16)}`));
  assert.equal(rows.length, 61);
  assert.equal(rows.at(-1)?.subject, "network/and more");
});
