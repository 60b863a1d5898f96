import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultChains, defaultChainText, loadChains } from "../chains/load.ts";
import type { TraceSource } from "../sources/source.ts";
import { attributeKeysOf, createSourceSwitch } from "./source-switch.ts";

test("a source is made anew where other attributes are read, and only there; what was made is closed at the end", () => {
  let chains = defaultChains();
  const asked: number[] = [];
  const closed: number[] = [];
  const sources = createSourceSwitch({ current: () => ({ chains }) as never }, (now) => {
    const nth = asked.push(attributeKeysOf(now).length);
    return [{ id: "tempo", close: () => closed.push(nth) } as unknown as TraceSource];
  });
  const first = sources.current();
  chains = defaultChains();
  assert.equal(sources.current(), first);
  const loaded = loadChains(defaultChainText().replace("operation_name: CreateOrder }", "order.kind: creation }"), "x");
  assert.ok(loaded.ok);
  chains = loaded.value;
  assert.notEqual(sources.current(), first);
  assert.equal(sources.current(), sources.current());
  assert.equal(asked.length, 2);
  sources.close();
  assert.deepEqual(closed, [1, 2]);
});
