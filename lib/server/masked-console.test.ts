import assert from "node:assert/strict";
import { test } from "node:test";
import type { Runtime } from "../runtime.ts";
import { maskConsole } from "./masked-console.ts";

test("what is said on the console is masked: sentences, errors with their causes, objects, lines of ours; the console comes back", () => {
  const said: string[] = [];
  const { error } = console;
  console.error = (...all: readonly unknown[]) => void said.push(all.map(String).join(" "));
  const giveBack = maskConsole({ chains: { orderKeys: ["order_id"] } as unknown as Runtime["chains"], pseudonymKey: new Uint8Array(32) });
  console.error("no user ada@example.com", 17);
  console.error(new Error("duplicate key", { cause: new Error("Key (email)=(ada@example.com) exists") }));
  console.error({ params: ["ada@example.com", 1] });
  console.error(JSON.stringify({ at: "2026-11-23T20:00:00.000Z", message: "jaeger said: ada@example.com", client: "10.0.0.1" }));
  giveBack();
  console.error("ada@example.com");
  console.error = error;
  assert.equal(said.length, 5);
  assert.doesNotMatch(said.slice(0, 4).join(), /ada@/);
  assert.match(said[0] ?? "", /^no user email-\w{12} 17$/);
  assert.match(said[3] ?? "", /"at":"2026-11-23T20:00:00.000Z","message":"jaeger said: email-\w{12}","client":"10.0.0.1"/);
  assert.equal(said[4], "ada@example.com");
});
