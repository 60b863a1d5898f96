import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isFiltered, NO_FILTERS, readBoardView, writeBoardView } from "./board-view.ts";

const read = (search: string) => readBoardView(new URLSearchParams(search));

test("an address is read and written back alike: a link shows what its sender saw", () => {
  const search =
    "?wall=1&cases=snoozed&chain=price-calculation&step=crm-api&cause=silent&severity=major&owner=Anna+L&text=2.8.1&group=ab12&state=late%2Cstuck";
  assert.equal(writeBoardView(read(search)), search);
  assert.equal(writeBoardView(read("")), "");
});

test("what an address says that no board knows is left out", () => {
  const view = read("?cases=all&state=hung,stuck&cause=magic&severity=9&asOf=yesterday&wall=yes");
  assert.deepEqual(
    [view.tab, view.states, view.cause, view.severity, view.asOf, view.wall],
    ["unresolved", ["stuck"], null, null, null, false],
  );
});

test("what is looked at and how is no filter; taking all filters off leaves none", () => {
  assert.equal(isFiltered(read("?group=ab12&cases=open&wall=1&asOf=2026-11-23T14:10:00Z")), false);
  const filtered = read("?chain=x&text=y&state=stuck&owner=-");
  assert.equal(isFiltered(filtered), true);
  assert.equal(isFiltered({ ...filtered, ...NO_FILTERS }), false);
});

test("whatever stands in an address: reading it twice changes nothing", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("chain", "step", "state", "cause", "owner", "text", "group", "asOf", "wall", "cases"), fc.string()),
      (given) => {
        const once = readBoardView(new URLSearchParams(given));
        assert.deepEqual(read(writeBoardView(once)), once);
      },
    ),
  );
});
