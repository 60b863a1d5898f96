import assert from "node:assert/strict";
import { test } from "node:test";
import type { GroupDto } from "#lib/contract/group";
import { readBoardView } from "./board-view.ts";
import { filterGroups, findNewGroups } from "./filter-groups.ts";
import { splitTitle } from "./group-title-parts.ts";

const group = (id: string, over: Partial<GroupDto> = {}): GroupDto => ({
  id,
  chainId: "price-calculation",
  stepId: "crm-api",
  state: "stuck",
  cause: "never-consumed",
  count: 1,
  oldestAt: "2026-11-23T14:00:00Z",
  distinctive: [],
  kind: "execution",
  severity: "major",
  title: { en: "price calculation → CRM API: published, not consumed", ru: "расчёт → CRM API: опубликовано, не прочитано" },
  sentence: { en: "", ru: "" },
  queue: "price.calculated",
  consumerVersion: null,
  errorFingerprint: null,
  errorExample: null,
  service: "crm-api",
  isolated: null,
  newestAt: "2026-11-23T14:00:00Z",
  open: 1,
  acknowledged: 0,
  snoozed: 0,
  owners: [],
  caseIds: [],
  orderIds: ["48213"],
  notifiedAt: null,
  hours: [],
  ...over,
});
const shown = (search: string, ...groups: readonly GroupDto[]) =>
  filterGroups(groups, readBoardView(new URLSearchParams(search))).map(({ id }) => id);

test("worst first, then the oldest; taking a case into work moves no row", () => {
  const all = [
    group("late", { state: "late" }),
    group("new", { oldestAt: "2026-11-23T15:00:00Z" }),
    group("old"),
    group("critical", { state: "late", severity: "critical" }),
  ];
  assert.deepEqual(shown("", ...all), ["critical", "old", "new", "late"]);
  const taken = all.map((one) => (one.id === "critical" ? { ...one, open: 0, acknowledged: 1 } : one));
  assert.deepEqual(shown("", ...taken), shown("", ...all));
});

test("each word of the filter is looked for in titles of both languages, orders, queue and what they share", () => {
  const all = [
    group("a"),
    group("b", {
      orderIds: ["99"],
      queue: null,
      distinctive: [
        {
          key: "consumer.version",
          value: "2.8.1",
          stuckShare: 1,
          passedShare: 0,
          stuck: 1,
          passed: 0,
          stuckOf: 1,
          passedOf: 9,
          title: { en: "", ru: "" },
        },
      ],
    }),
  ];
  assert.deepEqual(shown("?text=48213", ...all), ["a"]);
  assert.deepEqual(shown("?text=Прочитано+2.8.1", ...all), ["b"]);
  assert.deepEqual(shown("?text=price.calculated", ...all), ["a"]);
});

test("a tab holds the groups with a case in that state; nobody's are those without an owner", () => {
  const all = [group("mine", { open: 0, acknowledged: 1, owners: ["Anna"] }), group("free")];
  assert.deepEqual(shown("?cases=acknowledged", ...all), ["mine"]);
  assert.deepEqual(shown("?owner=-", ...all), ["free"]);
  assert.deepEqual(shown("?owner=Anna", ...all), ["mine"]);
});

test("a group is new once, and none is when the page has just been opened", () => {
  assert.deepEqual(findNewGroups(null, [group("a")]), []);
  assert.deepEqual(
    findNewGroups(new Set(["a"]), [group("a"), group("b")]).map(({ id }) => id),
    ["b"],
  );
});

test("a title is parted into where, what and an error's own words", () => {
  assert.deepEqual(splitTitle("price → CRM db: timed out (Lock: canceling (x))"), {
    where: "Price → CRM db",
    what: "timed out",
    error: "Lock: canceling (x)",
  });
  assert.deepEqual(splitTitle("nothing is heard of CRM API"), { where: "", what: "Nothing is heard of CRM API", error: "" });
});
