import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS } from "#lib/base/time";
import { parseOptions } from "./options.ts";

const faultsOf = (...args: string[]): readonly string[] => {
  const parsed = parseOptions(args);
  return parsed.ok ? [] : parsed.error;
};

test("without flags, the defaults of the contract", () => {
  const parsed = parseOptions([]);
  assert.ok(parsed.ok);
  const { historyMs, ordersPerMinute, seed, port, otlpPort, sources, traffic, dataDir } = parsed.value;
  assert.deepEqual(
    { historyMs, ordersPerMinute, seed, port, otlpPort, sources, traffic, dataDir },
    {
      historyMs: 2 * HOUR_MS,
      ordersPerMinute: 20,
      seed: 1,
      port: 3000,
      otlpPort: 4318,
      sources: ["embedded"],
      traffic: true,
      dataDir: null,
    },
  );
});

test("repeated flags add up in their order, values may be glued", () => {
  const parsed = parseOptions(["--scenario", "all=0", "--scenario=lost-message=0.5", "--history", "90m", "--source", "embedded", "--json"]);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.scenarios, [
    ["all", 0],
    ["lost-message", 0.5],
  ]);
  assert.equal(parsed.value.historyMs, 1.5 * HOUR_MS);
  assert.equal(parsed.value.json, true);
});

test("each wrong flag is named with its cure, all at once", () => {
  const faults = faultsOf(
    "--history",
    "soon",
    "--scenario",
    "gremlins=1",
    "--scenario",
    "links=2",
    "--port",
    "99999",
    "--frobnicate",
    "--seed",
    "x",
  );
  assert.equal(faults.length, 6);
  assert.match(faults[0]!, /--history soon: .*2h/);
  assert.match(faults[1]!, /gremlins=1.*lost-message/);
  assert.match(faults[2]!, /links=2.*0 to 1/);
  assert.match(faults[3]!, /--port 99999.*65535/);
  assert.match(faults[4]!, /--frobnicate is no flag.*--orders-per-minute/);
  assert.match(faults[5]!, /--seed x/);
});

test("a flag without its value says so and does not swallow the next", () => {
  assert.deepEqual(faultsOf("--data"), ["--data: needs a value"]);
  assert.match(faultsOf("--seed", "--json")[0]!, /needs a value/);
});

test("a company that has nowhere to send its spans is refused", () => {
  assert.equal(faultsOf("--source", "jaeger=http://127.0.0.1:16686").length, 1);
  assert.equal(faultsOf("--source", "jaeger=http://127.0.0.1:16686", "--export", "http://127.0.0.1:4318/v1/traces").length, 0);
  assert.equal(faultsOf("--source", "jaeger=http://127.0.0.1:16686", "--no-traffic").length, 0);
});
