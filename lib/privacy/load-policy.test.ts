import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadPolicy } from "./load-policy.ts";
import { makeMasker } from "./masker.ts";
import { makePolicy } from "./policy.ts";

test("the example is a policy, and does what it says", () => {
  const rules = loadPolicy(readFileSync(join(import.meta.dirname, "privacy.example.yaml"), "utf8"), "privacy.yaml");
  assert.ok(rules.ok);
  const masker = makeMasker(makePolicy(["order_id"], rules.value), new Uint8Array(32));
  assert.match(String(masker.value("CRM.manager_login", "x17")), /^user-/);
  assert.match(String(masker.value("mes.drawing_owner", "Ada")), /^name-/);
  assert.equal(masker.value("warehouse.cell.phone_shelf", "A-17"), "A-17");
  assert.match(String(masker.value("cell.phone", "A-17")), /^phone-/);
  assert.equal(masker.text("crm.manager_login=x17").includes("x17"), false);
});

test("every mistake is told at once, with its line and what would be right", () => {
  const rules = loadPolicy("version: 1\nmask:\n  a.b: nonsense\nextra: 1\n", "p.yaml");
  assert.ok(!rules.ok);
  assert.match(rules.error.join("\n"), /p\.yaml:3: mask\.a\.b: one of user, email/);
  assert.match(rules.error.join("\n"), /p\.yaml:4: unknown key "extra"/);
  const both = loadPolicy("version: 1\nmask: { a: name }\nkeep: [A]\n", "p.yaml");
  assert.ok(!both.ok && /p\.yaml:3: keep\[1\]: "A" is masked above/.test(both.error.join()), JSON.stringify(both));
  assert.equal(loadPolicy("", "p.yaml").ok, false);
});
