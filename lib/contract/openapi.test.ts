import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { describeApi } from "./openapi.ts";

interface Described {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const described = describeApi("https://loupe.example") as Described;
const text = JSON.stringify(described);

test("every call that is served is described, and no other", () => {
  const app = join(import.meta.dirname, "..", "..", "app");
  const served = globSync("api/v1/**/route.ts", { cwd: app })
    .filter((file) => !file.includes("[...rest]") && !file.includes("openapi.json"))
    .map((file) => `/${file.replace("/route.ts", "").replaceAll("[", "{").replaceAll("]", "}")}`);
  assert.ok(served.length > 8, `saw ${served.length} routes`);
  assert.deepEqual(Object.keys(described.paths).sort(), served.sort());
});

test("every reference leads to a schema of the document itself", () => {
  const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]!);
  assert.ok(references.length > 10);
  for (const reference of references) {
    const [, name = ""] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? [];
    assert.ok(name in described.components.schemas, reference);
  }
});

test("fields may be added: no schema forbids what it does not name", () => {
  assert.ok(!text.includes('"additionalProperties":false'));
});
