import assert from "node:assert/strict";
import { test } from "node:test";
import type { SourcesDto } from "#lib/contract/sources";
import { findAdvice } from "./advice.ts";
import { gapsOfHour, rankServices, type Service } from "./health.ts";
import { SOURCE_WORDS } from "./words.ts";

const NOW = Date.UTC(2026, 10, 23, 14);
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const service = (name: string, more: Partial<Service> = {}): Service => ({
  service: name,
  watermark: ago(0.1),
  lagMs: 6000,
  instances: [{ id: `${name}-1`, watermark: ago(0.1), offsetMs: 0, live: true }],
  gaps: [],
  noticedAfterMs: 30_000,
  sampled: null,
  ...more,
});
const data = (services: readonly Service[]): SourcesDto => ({
  sources: [],
  services: [...services],
  waitingOrders: 0,
  unmatchedOrders: [],
  caughtUp: true,
  completeUpTo: ago(0),
  asOf: ago(0),
  partial: false,
  warnings: [],
});
const advise = (services: readonly Service[]) => findAdvice(data(services), NOW, SOURCE_WORDS.en, (ms) => `${ms / 1000} s`);

test("where all is well nothing is advised", () => {
  assert.deepEqual(advise([service("crm"), service("mes")]), []);
});

test("a silent service, a clock that is off, an instance without a name and repeated gaps are each told once, with who", () => {
  const said = advise([
    service("silent", { gaps: [{ from: ago(9), to: null, instance: null }] }),
    service("clock", { instances: [{ id: "clock-2", watermark: ago(0.1), offsetMs: -3000, live: true }] }),
    service("nameless", { instances: [{ id: "", watermark: ago(0.1), offsetMs: 0, live: true }] }),
    service("leaky", { gaps: [30, 20, 10].map((at) => ({ from: ago(at), to: ago(at - 2), instance: null })) }),
  ]);
  assert.deepEqual(
    said.map((one) => one.about),
    ["silent", "clock-2", "nameless", "leaky"],
  );
  assert.match(said[1]?.text ?? "", /clock-2.*3 s/);
});

test("who samples, and whose silence would be noticed late, is told; a gap of one instance of three is not the service's", () => {
  const said = advise([
    service("thin", { sampled: { from: ago(60), to: ago(1), keptShare: 0.1 } }),
    service("rare", { noticedAfterMs: 600_000 }),
    service("one", { gaps: [{ from: ago(5), to: null, instance: "one-2" }] }),
  ]);
  assert.deepEqual(
    said.map((one) => one.about),
    ["thin", "rare"],
  );
});

test("an instance that has gone is nobody's fault", () => {
  assert.deepEqual(
    advise([
      service("crm", {
        instances: [
          { id: "crm-1", watermark: ago(0.1), offsetMs: 0, live: true },
          { id: "old", watermark: ago(50), offsetMs: 9000, live: false },
        ],
      }),
    ]),
    [],
  );
});

test("a strip shows the hour's gaps only, cut at its ends, an open one to the present", () => {
  const strip = gapsOfHour(
    service("x", {
      gaps: [
        { from: ago(200), to: ago(100), instance: null },
        { from: ago(75), to: ago(45), instance: null },
        { from: ago(6), to: null, instance: null },
      ],
    }),
    NOW,
  );
  assert.deepEqual(
    strip.map(({ left, width }) => [left, width].map((share) => Math.round(share * 60))),
    [
      [0, 15],
      [54, 6],
    ],
  );
});

test("what needs a look stands first", () => {
  const ranked = rankServices(
    [
      service("a"),
      service("b", { gaps: [{ from: ago(30), to: ago(20), instance: null }] }),
      service("c", { gaps: [{ from: ago(5), to: null, instance: null }] }),
    ],
    NOW,
  );
  assert.deepEqual(
    ranked.map((one) => one.service),
    ["c", "b", "a"],
  );
});
