import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS, MINUTE_MS, unixMs } from "../base/time.ts";
import { findSilentServices, silentServiceAlarms, volumeAlarms } from "./alarms.ts";
import { at, chainOf, T0 } from "./drawn-execution.ts";
import { createKnowledge, type Knowledge, serviceOf } from "./knowledge.ts";
import { instanceOf } from "./service-record.ts";
import { setBit } from "./time-bits.ts";
import { countBegun, createVolumes, readVolumeHour, writeVolumeHour } from "./volumes.ts";

const creation = chainOf("order-creation");

/** Heartbeats of these services, each five seconds. */
function hear(knowledge: Knowledge, fromSecond: number, toSecond: number, ...services: readonly string[]): void {
  for (const service of services) {
    const record = serviceOf(knowledge, service)!;
    const instance = instanceOf(record, `${service}-1`);
    for (let second = fromSecond; second <= toSecond; second += 5) setBit(instance.heard, at(second));
    instance.newestMs = record.newestMs = at(toSecond);
    record.view = null;
  }
}

const waiting = [
  { service: "crm-api", chainId: "price-calculation", stepId: "crm-api", count: 12 },
  { service: "crm-api", chainId: "order-creation", stepId: "crm-api", count: 2 },
];

test("a silent service that orders wait for is an alarm at once, and says both possibilities", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 600, "crm-api");
  hear(knowledge, 0, 900, "mes-api");
  assert.deepEqual(findSilentServices(knowledge, at(700)), []);
  const silent = findSilentServices(knowledge, at(900));
  const [alarm, ...others] = silentServiceAlarms(silent, waiting, true, at(900));
  assert.deepEqual(others, []);
  assert.deepEqual(
    [alarm?.service, alarm?.chainId, alarm?.stepId, alarm?.since, alarm?.count],
    ["crm-api", "price-calculation", "crm-api", at(600), 14],
  );
  assert.equal(
    alarm?.text.en,
    "crm-api has said nothing since 12:10:00 UTC, and 14 orders wait for it: it is down, or its telemetry does not arrive",
  );
  assert.match(alarm?.text.ru ?? "", /его ждут 14 заказов: он не работает или не доходит его телеметрия/);
});

test("a silent service that nobody waits for, and one whose callers say that it is down, are no such alarm", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 600, "crm-api");
  assert.deepEqual(silentServiceAlarms(findSilentServices(knowledge, at(900)), [], true, at(900)), []);
  for (const second of [650, 700, 750]) setBit(serviceOf(knowledge, "crm-api")!.refused, at(second));
  assert.deepEqual(findSilentServices(knowledge, at(900)), []);
});

test("where nobody at all is heard there is one alarm, and it says so", () => {
  const knowledge = createKnowledge();
  hear(knowledge, 0, 600, "crm-api", "mes-api");
  const both = [...waiting, { service: "mes-api", chainId: "order-confirmation", stepId: "mes-api", count: 3 }];
  const alarms = silentServiceAlarms(findSilentServices(knowledge, at(900)), both, false, at(900));
  assert.deepEqual(
    alarms.map(({ service }) => service),
    ["crm-api"],
  );
  assert.match(alarms[0]!.text.en, /no other service is heard either$/);
});

/** So many orders an hour on each of the days before, and then none from 12:00. */
function days(count: number, perHour: number): Knowledge {
  const knowledge = createKnowledge();
  for (let ms = T0 - count * 24 * HOUR_MS; ms < T0; ms += HOUR_MS / perHour) countBegun(knowledge.volumes, creation.id, unixMs(ms));
  hear(knowledge, -3_600, 7_200, "mes-api", "seller-client");
  return knowledge;
}
const AT_12_40 = at(40 * 60 + 120);

test("no orders where forty are usual is an alarm, once as many hours like it are known; not on a young installation", () => {
  const [alarm] = volumeAlarms(days(5, 60), [creation], AT_12_40);
  assert.deepEqual([alarm?.kind, alarm?.chainId, alarm?.count], ["volume", "order-creation", 40]);
  assert.match(alarm?.text.en ?? "", /^No order has begun order creation .* since 12:00:00 UTC: 40 are usual in that time/);
  assert.deepEqual(volumeAlarms(days(2, 60), [creation], AT_12_40), []);
});

test("as many as usual, a quiet hour, or a first service that is silent or left something out, are no missing volume", () => {
  const busy = days(5, 60);
  for (let minute = 0; minute < 40; minute++) countBegun(busy.volumes, creation.id, at(minute * 60));
  assert.deepEqual(volumeAlarms(busy, [creation], AT_12_40), []);
  assert.deepEqual(volumeAlarms(days(5, 4), [creation], AT_12_40), []);
  const silent = days(5, 60);
  serviceOf(silent, "mes-api")!.instances.clear();
  hear(silent, -3_600, 60, "mes-api");
  assert.deepEqual(volumeAlarms(silent, [creation], AT_12_40), []);
});

test("minutes survive their document", () => {
  const { volumes } = days(1, 60);
  const read = createVolumes();
  const hour = Math.floor((T0 - 30 * MINUTE_MS) / HOUR_MS);
  readVolumeHour(read, hour, JSON.parse(JSON.stringify(writeVolumeHour(volumes, hour))));
  assert.deepEqual(read.begun.get(creation.id)?.get(hour), volumes.begun.get(creation.id)?.get(hour));
});
