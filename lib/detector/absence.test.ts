import assert from "node:assert/strict";
import { test } from "node:test";
import { askAbsence } from "./absence.ts";
import { at, drawServices } from "./drawn-execution.ts";

test("a step that is anybody's of many desks is missing though one is away, where nobody sits there steadily; a steady service that is silent hides it", () => {
  const away = drawServices({ "desk-2": { heard: 100_000, gap: [0, 50_000] } });
  const ask = (services: ReturnType<typeof drawServices>) =>
    askAbsence(
      { services: ["desk-1", "desk-2"], from: at(0), to: at(600), traceId: null, clockDoubtMs: 0 },
      { now: at(100_000), services, laterChainMs: null, latestAttempt: true },
    ).kind;
  assert.equal(ask({ ...away, steady: () => false }), "proven");
  assert.equal(ask({ ...away, steady: () => true }), "unknown");
});

test("a step of two services that both speak steadily is missing only where neither can have hidden it", () => {
  const both = (crm: Parameters<typeof drawServices>[0]) =>
    askAbsence(
      { services: ["crm-api", "mes-api"], from: at(0), to: at(600), traceId: null, clockDoubtMs: 0 },
      { now: at(2_000), services: drawServices(crm), laterChainMs: null, latestAttempt: true },
    ).kind;
  assert.equal(both({}), "proven");
  assert.equal(both({ "crm-api": { heard: 2_000, gap: [100, 200] } }), "unknown");
  assert.equal(both({ "mes-api": { heard: 300 } }), "unknown");
});
