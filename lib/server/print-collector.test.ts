import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { printCollector } from "./print-collector.ts";

test("the operator's keys and address are in what is printed; a mistake in the policy is told and nothing is printed", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "loupe-collector-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const privacy = join(folder, "privacy.yaml");
  writeFileSync(privacy, "version: 1\nmask: { crm.manager_code: user }\nkeep: [warehouse.cell]\n");
  const printed = printCollector({ chains: null, privacy }, "http://loupe:4318");
  assert.equal(printed.code, 0);
  for (const part of ["crm\\.manager_code", "- warehouse.cell", "endpoint: http://loupe:4318"])
    assert.ok(printed.text.includes(part), part);
  writeFileSync(privacy, "version: 1\nmask: { crm.manager_code: nonsense }\n");
  const refused = printCollector({ chains: null, privacy }, "http://loupe:4318");
  assert.equal(refused.code, 2);
  assert.match(refused.text, /privacy\.yaml/);
});
