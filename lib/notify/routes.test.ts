import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadRoutes } from "./routes.ts";

const CHAINS = ["order-creation", "price-calculation", "order-confirmation", "active-orders"];
const missing = (path: string): string => {
  throw Object.assign(new Error(path), { code: "ENOENT" });
};
const faults = (text: string): readonly string[] => {
  const loaded = loadRoutes(text, "routes.yaml", CHAINS, missing);
  assert.ok(!loaded.ok);
  return loaded.error;
};

const HOOK = `version: 1
targets:
  - { id: hook, kind: webhook, url: "https://x.test/", secret: s }
routes:
`;

test("the example is sound, shows every kind of target, and its secrets come from their files", () => {
  const text = readFileSync(join(import.meta.dirname, "routes.example.yaml"), "utf8");
  const loaded = loadRoutes(text, "routes.example.yaml", CHAINS, (path) =>
    path.endsWith("-webhook") ? `https://secret.test${path}\n` : "t0p\n",
  );
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const kinds = new Set(loaded.value.map(({ target }) => target.kind));
  for (const kind of ["webhook", "alertmanager", "mattermost", "telegram", "email"] as const) assert.ok(kinds.has(kind), kind);
  const telegram = loaded.value.find(({ target }) => target.kind === "telegram")!.target;
  assert.equal(telegram.kind === "telegram" && telegram.token, "t0p");
});

test("each mistake is told with its line, its field and what would be right", () => {
  assert.match(faults(`${HOOK}  - { id: a, target: nobody }\n`)[0]!, /^routes\.yaml:5: no target is called "nobody"; there are hook/);
  assert.match(faults(`${HOOK}  - { id: a, target: hook, chains: [x] }\n`)[0]!, /no chain is called "x"; there are order-creation/);
  assert.match(faults(`${HOOK}  - { id: a, target: hook, severity: bad }\n`)[0]!, /severity: one of minor, major, critical/);
  assert.match(faults(`${HOOK}  - { id: a, target: hook, colour: red }\n`)[0]!, /unknown key "colour"/);
  assert.match(faults(`${HOOK}  - { id: a, target: hook, quiet: { from: "25:00", to: "08:00", zone: UTC } }\n`)[0]!, /time of day/);
  assert.match(faults(`${HOOK}  - { id: a, target: hook, quiet: { from: "22:00", to: "08:00", zone: Moskau } }\n`)[0]!, /Europe\/Moscow/);
  assert.match(faults(`${HOOK}  - { id: a, target: hook }\n  - { id: a, target: hook }\n`)[0]!, /the id "a" is used twice/);
  assert.match(faults("version: 1\ntargets: [{ id: a, kind: pigeon }]\nroutes: []\n").join("\n"), /routes\.yaml:2/);
  assert.match(
    faults(`${HOOK.replace("secret: s", "secret: { file: /none }")}  - { id: a, target: hook }\n`)[0]!,
    /cannot read \/none \(ENOENT\)/,
  );
  assert.match(faults(`${HOOK.replace("https:", "file:")}  - { id: a, target: hook }\n`)[0]!, /must be an http or https address/);
});
