import assert from "node:assert/strict";
import { test } from "node:test";
import { unixMs } from "../base/time.ts";
import { defaultChains } from "../chains/load.ts";
import type { CaseChange } from "../detector/cases/case.ts";
import { openStore } from "../store/open.ts";
import { groupOf, killedCase } from "./killed-cases-for-tests.ts";
import type { Message } from "./message.ts";
import { createNotifier } from "./notifier.ts";
import type { Route } from "./routes.ts";

const NOW = unixMs(Date.UTC(2026, 10, 23, 14, 0));
const target = { id: "t", kind: "webhook", url: "http://receiver.test", secret: "s" } as const;
const route: Route = { id: "r", target, language: "en", severity: "minor", update_every: 1 };

test("a flood is one message with its own count and its own oldest, and so is its end", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  const told: Message[] = [];
  const notifier = createNotifier({
    ...{ routes: [route], outbox: store.outbox, cases: store.cases, onChange: () => {}, leads: async () => true },
    ...{
      clock: () => NOW,
      log: () => {},
      composing: () => ({ chains: defaultChains(), mask: (text) => text, baseUrl: "http://loupe.test" }),
    },
    deliver: async (_, message) => {
      told.push(message);
      return { accepted: true };
    },
  });
  const flood = Array.from({ length: 1_500 }, (_, number): CaseChange => {
    const { record, events } = killedCase(number, unixMs(NOW - 60_000 + number));
    return { record: { ...record, group: { ...record.group, id: groupOf(0) } }, events };
  });
  await store.cases.commit({ changes: flood, outbox: notifier.signal });
  await notifier.runOnce();
  assert.deepEqual([told.length, told[0]?.count, told[0]?.lines[0]], [1, 1_500, "order 0 hangs"]);

  const open = (await store.cases.list({ limit: 2_000 })).items;
  const ended = open.map((record): CaseChange => {
    const over = { ...record, state: "resolved", resolvedAt: NOW, recoveredAt: NOW, version: record.version + 1 } as const;
    const resolution = { by: "recovered", actor: "loupe", reason: null } as const;
    const text = { en: "it came", ru: "пришло" };
    return {
      record: { ...over, resolution },
      events: [{ at: unixMs(NOW - 10_000), actor: "loupe", kind: "recovered", text, detail: null }],
    };
  });
  await store.cases.commit({ changes: ended, outbox: notifier.signal });
  await notifier.runOnce();
  assert.deepEqual([told.length, told[1]?.phase, told[1]?.count], [2, "over", 1_500]);
  await store.close();
});
