import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryAuthStore } from "../auth/memory-auth-store.ts";
import { unixMs } from "../base/time.ts";
import type { AuthStore } from "../store/auth-store.ts";
import { probeStore } from "./store-probe.ts";

test("a store that can be read but not written is failed, is asked seldom, and is well again once it is", async () => {
  let full = false;
  let asked = 0;
  let now = 1_000_000;
  const memory = memoryAuthStore();
  const store: AuthStore = {
    ...memory,
    async putGrantRecord(record) {
      asked++;
      if (full) throw new Error("database or disk is full");
      await memory.putGrantRecord(record);
    },
  };
  const probe = () => probeStore(store, () => unixMs(now));
  assert.equal(await probe(), "ok");
  full = true;
  assert.equal(await probe(), "ok");
  assert.equal(asked, 1);
  now += 5_000;
  assert.equal(await probe(), "failed");
  full = false;
  now += 5_000;
  assert.equal(await probe(), "ok");
  assert.equal(asked, 3);
});
