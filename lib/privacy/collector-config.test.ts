import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { defaultChains } from "../chains/load.ts";
import { classifyKey } from "./classify-key.ts";
import { collectorConfig } from "./collector-config.ts";
import { extraPatterns, KEY_PATTERNS, MACHINES_KEYS } from "./collector-keys.ts";
import { LITERALS, VALUE_PATTERNS } from "./collector-patterns.ts";
import { CORPUS, NOBODYS } from "./corpus-for-tests.ts";
import { makePolicy, NO_RULES } from "./policy.ts";

const FILE = new URL("../../docs/collector/otelcol-loupe.yaml", import.meta.url);
/** RE2 says it in its own way; what else is used here means the same in both. */
const inJs = (pattern: string): RegExp => new RegExp(pattern.replace(/\\x\{(\w+)\}/g, "\\u{$1}"), "gu");
const KEYS = KEY_PATTERNS.map(({ pattern }) => inJs(pattern));
/** A whole pattern in any case by the flag: V8 loses its way in long alternatives within `(?i:…)`, RE2 does not (the peer test shows it). */
const VALUES = VALUE_PATTERNS.map(
  ({ pattern }) => new RegExp(inJs(pattern).source.replaceAll("(?i:", "(?:"), pattern.includes("(?i:") ? "giu" : "gu"),
);
const isKeyBlocked = (key: string): boolean => !MACHINES_KEYS.includes(key) && KEYS.some((one) => key.search(one) >= 0);

test("the committed file is what the policy says today: npm run privacy:collector > docs/collector/otelcol-loupe.yaml", () => {
  const made = collectorConfig(makePolicy(defaultChains().orderKeys), NO_RULES, { endpoint: "http://127.0.0.1:14318" });
  assert.equal(readFileSync(FILE, "utf8"), made);
});

test("every pattern is RE2's: nothing looks ahead or back, nothing refers back", () => {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "string") found.push(value);
    else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) walk(one);
  };
  walk(parse(readFileSync(FILE, "utf8")));
  assert.ok(found.length > 100);
  for (const text of found) {
    assert.doesNotMatch(text, /\(\?[=!<]/);
    assert.doesNotMatch(text, /(?:^|[^\\])(?:\\\\)*\\[1-9]/);
    assert.doesNotMatch(text.replaceAll("$$", ""), /\$/, "a dollar sign begins a variable");
  }
});

for (const key of [
  ..."user_id userId user.id enduser.id user.name mes.operator_id session.id customer.email contactPhone first_name customer.fullName".split(
    " ",
  ),
  ..."delivery.address client.address http.client_ip http.request.header.x-forwarded-for card_number passport api_key dbPassword".split(
    " ",
  ),
  ..."http.request.header.authorization http.request.header.cookie http.response.header.set-cookie db.query.parameter.0 recipient".split(
    " ",
  ),
  ..."snils inn shipping.city address_line1 payment.iban customer_email userEmail login фамилия телефон".split(" "),
])
  test(`the Collector hides ${key} as Loupe does`, () => {
    assert.notEqual(classifyKey(key), null);
    assert.ok(isKeyBlocked(key));
  });

for (const key of [
  ..."service.name db.name db.namespace server.address k8s.pod.uid cloud.account.id messaging.client.id messaging.destination.name".split(
    " ",
  ),
  ..."gen_ai.usage.input_tokens user_agent.original order_id process.command_line exception.message http.route db.query.text".split(" "),
  ..."span.kind http.response.status_code thread.name rpc.method messaging.message.id operation_name trace_id".split(" "),
])
  test(`the Collector leaves ${key} as Loupe does`, () => {
    assert.equal(classifyKey(key), null);
    assert.ok(!isKeyBlocked(key));
  });

/** What needs check digits, neighbours or grammar stays Loupe's alone: the README says so. */
const BEYOND = new Set(["name", "literal"]);
for (const { kind, value, texts } of CORPUS)
  if (!BEYOND.has(kind))
    test(`the Collector masks ${kind} ${JSON.stringify(value)} in texts`, () => {
      for (const text of texts) {
        const said = text.replace(/%(?![0-9A-F]{2})/, () => value);
        // The processor keeps them in a map: any order must do.
        for (let turn = 0; turn < VALUES.length; turn++) {
          const turned = [...VALUES.slice(turn), ...VALUES.slice(0, turn)];
          for (const order of [turned, turned.toReversed()]) {
            const masked = order.reduce((rest, pattern) => rest.replace(pattern, "****"), said);
            assert.ok(!masked.includes(value), `${said} → ${masked}`);
          }
        }
      }
    });

test("texts of statements go", () => {
  const masked = "insert into t values ('Plantsqlia', 'x''y', 'cut of".replace(inJs(LITERALS), "'?'");
  assert.equal(masked, "insert into t values ('?', '?', '?'");
});

/** By their look alone these are a card or a phone: the Collector takes a little more. */
const TAKEN = /^(?:SKU|SELECT|1764000000|sha256)/;
for (const text of NOBODYS)
  if (!TAKEN.test(text))
    test(`the Collector leaves: ${text.slice(0, 70)}`, () => {
      assert.equal(
        VALUES.reduce((rest, pattern) => rest.replace(pattern, "[masked]"), text),
        text,
      );
    });

test("the operator's own keys are in it, as they are written, in any case", () => {
  const [pattern = ""] = extraPatterns({ extraKeys: { "crm.manager(login)": "user" }, keptKeys: [] });
  assert.match("CRM.manager(login)", inJs(pattern));
  assert.doesNotMatch("crm.managerx(login)", inJs(pattern));
});
