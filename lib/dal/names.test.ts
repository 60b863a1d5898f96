import assert from "node:assert/strict";
import { test } from "node:test";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { provideRuntime, type Runtime } from "../runtime.ts";
import { fixtureRuntime, fixtureSource, NOW } from "./fixture-runtime.ts";
import { getNames } from "./names.ts";

const viewer: Viewer = viewerAs("developer");
const series = (a: string, b: string) => ({ kind: "operation" as const, a, b, id: 1, firstMs: NOW, lastMs: NOW });
const COUNTED = [
  series("crm-api", "ConfirmOrder"),
  series("crm-api", "GET /users/ivan.petrov@example.com"),
  series("crm-api", `${"x".repeat(200)}…`),
  series("mes-api", "CalculatePrice"),
];
const rollups = {
  listSeries: async (_: unknown, service?: string) => COUNTED.filter(({ a }) => service === undefined || a === service),
} as unknown as Runtime["rollups"];

test("suggested is what can be asked for: a service's own operations, none that is masked or cut", async () => {
  provideRuntime({ ...fixtureRuntime({}), rollups });
  const names = await getNames(viewer, new URLSearchParams("service=crm-api"));
  assert.ok(names.ok);
  assert.deepEqual(names.value.operations, ["ConfirmOrder"]);
  const all = await getNames(viewer, new URLSearchParams());
  assert.ok(all.ok);
  assert.deepEqual(all.value.operations, ["CalculatePrice", "ConfirmOrder"]);
  for (const service of ["crm-api", "mes-api"]) assert.ok(all.value.services.includes(service));
});

test("a backend that is down takes no suggestion away that the series know, and it is said", async () => {
  const down = async () => err({ kind: "unreachable" as const, source: "jaeger", detail: "refused", retryAfterMs: null });
  const source = fixtureSource({
    id: "jaeger",
    search: down,
    getTraces: async () => ok({ traces: new Map(), partial: false, warnings: [] }),
  });
  provideRuntime({ ...fixtureRuntime({ sources: [source] }), rollups });
  const names = await getNames(viewer, new URLSearchParams("service=mes-api"));
  assert.ok(names.ok);
  assert.deepEqual(names.value.operations, ["CalculatePrice"]);
  assert.equal(names.value.partial, true);
});
