import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MINUTE_MS, unixMs } from "../base/time.ts";
import { isZone, quietUntil } from "./quiet-hours.ts";

const night = { from: "22:00", to: "08:00", zone: "Europe/Moscow" };
const at = (text: string) => unixMs(Date.parse(text));
const said = (end: number | null) => (end === null ? null : new Date(end).toISOString());

test("a night goes over midnight and ends in the morning of its own zone", () => {
  assert.equal(said(quietUntil(night, at("2026-11-23T20:15:00Z"))), "2026-11-24T05:00:00.000Z");
  assert.equal(said(quietUntil(night, at("2026-11-24T03:15:30Z"))), "2026-11-24T05:00:00.000Z");
  assert.equal(quietUntil(night, at("2026-11-23T18:59:59Z")), null);
  assert.equal(said(quietUntil(night, at("2026-11-23T19:00:00Z"))), "2026-11-24T05:00:00.000Z");
  assert.equal(quietUntil(night, at("2026-11-24T05:00:00Z")), null);
});

test("a clock put forward or back in the night moves the end with it", () => {
  const berlin = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
  assert.equal(said(quietUntil(berlin, at("2026-10-24T21:00:00Z"))), "2026-10-25T06:00:00.000Z");
  assert.equal(said(quietUntil(berlin, at("2026-03-28T22:00:00Z"))), "2026-03-29T05:00:00.000Z");
});

const moment = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);

test("it is quiet until the end and not at it, whatever the hours and the zone", () => {
  const zone = fc.constantFrom("UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
  fc.assert(
    fc.property(
      moment,
      moment,
      zone,
      fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z") }),
      (from, to, where, now) => {
        fc.pre(from !== to);
        const quiet = { from, to, zone: where };
        const end = quietUntil(quiet, unixMs(now));
        if (end === null) return;
        assert.ok(end > now && end - now <= 25 * 60 * MINUTE_MS, said(end)!);
        assert.equal(quietUntil(quiet, end), null);
        assert.notEqual(quietUntil(quiet, unixMs(Math.max(now, end - MINUTE_MS))), null);
      },
    ),
    { numRuns: 300 },
  );
});

test("a zone that nobody knows is no zone", () => {
  assert.deepEqual([isZone("Europe/Moscow"), isZone("Moskau"), isZone("")], [true, false, false]);
});
