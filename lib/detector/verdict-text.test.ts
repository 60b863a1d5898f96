import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unixMs } from "../base/time.ts";
import { at, type DrawnService, drawExecution, drawServices, judgeAt } from "./drawn-execution.ts";
import type { Judgement } from "./judgement.ts";
import { pluralRu, sayLength, sayTime } from "./quantities.ts";

const HOUR = 3_600;
const lost = drawExecution("price-calculation", "0 1 1.5 2 – –");
const unread = drawExecution("order-creation", "0 1 2 – –");
const withCrmApi = (drawn: DrawnService) => ({ services: drawServices({ "crm-api": drawn }) });

/** One sentence, one meaning: what each must say in both languages. */
const sentences: readonly (readonly [Judgement, en: string, ru: string])[] = [
  [
    judgeAt(2 + 37 * 60, lost, { meanwhile: () => ({ passed: 212, hanging: 1 }), visibility: () => ({ seen: 390, wentOn: 400 }) }),
    "Order 48213 · price calculation: published to RabbitMQ at 12:00:02 UTC (message 7f3c9a10…), not consumed by CRM API for 37 min; the deadline is 10 min. 212 of 213 orders passed this step meanwhile: only this order hangs. 1 in 40 passes of this step leaves no trace",
    "Заказ 48213 · расчёт стоимости изделия: опубликовано в RabbitMQ в 12:00:02 UTC (сообщение 7f3c9a10…), не прочитано сервисом CRM API уже 37 мин при сроке 10 мин. За это время этот шаг прошли 212 из 213 заказов: завис только этот. 1 из 40 прохождений этого шага не оставляет следа",
  ],
  [
    judgeAt(HOUR, lost, withCrmApi({ heard: 300, down: [300, null] })),
    "Order 48213 · price calculation: published to RabbitMQ at 12:00:02 UTC (message 7f3c9a10…), not consumed by CRM API for 59 min; the deadline is 10 min; its service is down: 12 calls refused since 12:05:00 UTC",
    "Заказ 48213 · расчёт стоимости изделия: опубликовано в RabbitMQ в 12:00:02 UTC (сообщение 7f3c9a10…), не прочитано сервисом CRM API уже 59 мин при сроке 10 мин; его сервис не работает: с 12:05:00 UTC отклонено 12 вызовов",
  ],
  [
    judgeAt(HOUR, drawExecution("order-confirmation", "0 1 2 3 –")),
    "Order 48213 · order confirmation for production: reached MES API at 12:00:03 UTC, then nothing: MES database has been missing for 59 min, though its service is heard; the deadline is 2 min",
    "Заказ 48213 · подтверждение заказа для производства изделия: дошёл до шага «MES API» в 12:00:03 UTC, дальше ничего: шага «БД MES» нет уже 59 мин при сроке 2 мин, хотя его сервис на связи",
  ],
  [
    judgeAt(HOUR, unread, withCrmApi({ heard: HOUR, gap: [100, 1300], served: 8 })),
    "Order 48213 · order creation through the seller API: reached RabbitMQ at 12:00:02 UTC; whether CRM API followed cannot be told: no telemetry from crm-api from 12:01:40 UTC to 12:21:40 UTC, though its callers were served",
    "Заказ 48213 · создание заказа через API продавца: дошёл до шага «RabbitMQ» в 12:00:02 UTC; был ли выполнен шаг «CRM API», сказать нельзя: нет телеметрии сервиса crm-api с 12:01:40 UTC до 12:21:40 UTC, хотя вызовы к нему проходили",
  ],
  [
    judgeAt(HOUR, unread, withCrmApi({ heard: 100 })),
    "Order 48213 · order creation through the seller API: reached RabbitMQ at 12:00:02 UTC; whether CRM API followed cannot be told: crm-api has been silent since 12:01:40 UTC: it is down, or mute",
    "Заказ 48213 · создание заказа через API продавца: дошёл до шага «RabbitMQ» в 12:00:02 UTC; был ли выполнен шаг «CRM API», сказать нельзя: сервис crm-api молчит с 12:01:40 UTC: либо он не работает, либо не передаёт телеметрию",
  ],
  [
    judgeAt(HOUR, unread, withCrmApi({ heard: HOUR, threshold: "e6666666666668" })),
    "Order 48213 · order creation through the seller API: reached RabbitMQ at 12:00:02 UTC; whether CRM API followed cannot be told: crm-api kept only 10 % of its traces at that time",
    "Заказ 48213 · создание заказа через API продавца: дошёл до шага «RabbitMQ» в 12:00:02 UTC; был ли выполнен шаг «CRM API», сказать нельзя: в это время сервис crm-api сохранял лишь 10 % трасс",
  ],
  [
    judgeAt(HOUR, drawExecution("order-creation", "0 1 2 308 308.2")),
    "Order 48213 · order creation through the seller API: done at 12:05:08 UTC, in 5 min 8 s; CRM API took 5 min 6 s, its deadline is 2 min",
    "Заказ 48213 · создание заказа через API продавца: выполнено в 12:05:08 UTC за 5 мин 8 с; шаг «CRM API» занял 5 мин 6 с при сроке 2 мин",
  ],
  [
    judgeAt(HOUR, unread, { laterChainMs: at(400) }),
    "Order 48213 · order creation through the seller API: done: CRM API and what follows was not seen, but the order went on to its next chain at 12:06:40 UTC",
    "Заказ 48213 · создание заказа через API продавца: выполнено: шаг «CRM API» и следующие не замечены, но в 12:06:40 UTC заказ перешёл к следующей цепочке",
  ],
  [
    judgeAt(200, drawExecution("order-creation", "0 1 2 – –", { attempt: 2 })),
    "Order 48213 · order creation through the seller API, attempt 2: reached RabbitMQ at 12:00:02 UTC, CRM API has been awaited for 3 min 18 s; the deadline is 2 min",
    "Заказ 48213 · создание заказа через API продавца, попытка 2: дошёл до шага «RabbitMQ» в 12:00:02 UTC, шаг «CRM API» ожидается уже 3 мин 18 с при сроке 2 мин",
  ],
  [
    judgeAt(HOUR, drawExecution("price-calculation", "0 1 2 3 4? 5?")),
    "Order 48213 · price calculation: CRM database timed out after 40 ms at 12:00:05 UTC, and nothing retried it within 2 min",
    "Заказ 48213 · расчёт стоимости изделия: шаг «БД CRM» прерван по времени через 40 мс в 12:00:05 UTC, и за 2 мин повтора не было",
  ],
  [
    judgeAt(20, drawExecution("order-creation", "0 1 2 3!×3 –", { deadLetterAt: 8 })),
    "Order 48213 · order creation through the seller API: CRM API failed 3 times on its message, which was moved to the dead-letter queue price.calculated.dlq at 12:00:08 UTC",
    "Заказ 48213 · создание заказа через API продавца: сервис CRM API не смог обработать сообщение (3 попытки), и оно попало в очередь недоставленных price.calculated.dlq в 12:00:08 UTC",
  ],
  [
    judgeAt(20, drawExecution("active-orders", "0 0.1 9", { orderId: null })),
    "Request · operators' list of active orders: done at 12:00:09 UTC, in 9 s; MES database took 8.9 s, its deadline is 3 s",
    "Запрос · получение списка активных заказов операторами: выполнено в 12:00:09 UTC за 9 с; шаг «БД MES» занял 8,9 с при сроке 3 с",
  ],
];

for (const [judged, en, ru] of sentences) {
  test(`says where it is, in both languages: ${judged.state} ${judged.cause ?? ""}, “…${en.slice(-40)}”`, () => {
    assert.equal(judged.verdict.text.en, en);
    assert.equal(judged.verdict.text.ru, ru);
  });
}

test("every time and figure of a sentence carries its evidence, with the moment to show in the viewer's own zone", () => {
  const { parts, evidence } = judgeAt(2 + 37 * 60, lost).verdict;
  const published = parts.en.find((part) => part.text === "12:00:02 UTC");
  assert.deepEqual(evidence[published!.evidence!]?.at, at(2));
  assert.ok(evidence[published!.evidence!]?.spanId);
});

test("isolated where others passed, systemic where others hang, and unsaid where nobody was counted", () => {
  const judged = (passed: number, hanging: number) => judgeAt(HOUR, lost, { meanwhile: () => ({ passed, hanging }) }).verdict.isolated;
  assert.equal(judged(212, 1), true);
  assert.equal(judged(3, 9), false);
  assert.equal(judged(0, 1), null);
  assert.equal(judgeAt(HOUR, lost).verdict.isolated, null);
});

test("lengths keep two units at most, and Russian its declensions", () => {
  const lengths = [850, 8_200, 42_000, 80_000, 37 * 60_000, 125 * 60_000, 76 * 3_600_000];
  assert.deepEqual(
    lengths.map((ms) => sayLength(ms, "en")),
    ["850 ms", "8.2 s", "42 s", "1 min 20 s", "37 min", "2 h 5 min", "3 d 4 h"],
  );
  assert.deepEqual(
    lengths.map((ms) => sayLength(ms, "ru")),
    ["850 мс", "8,2 с", "42 с", "1 мин 20 с", "37 мин", "2 ч 5 мин", "3 д 4 ч"],
  );
  const orders = [1, 2, 5, 11, 12, 21, 22, 111].map((count) => pluralRu(count, "заказ", "заказа", "заказов"));
  assert.deepEqual(orders, ["заказ", "заказа", "заказов", "заказов", "заказов", "заказ", "заказа", "заказов"]);
});

test("a time of another day says its date, and one beyond all calendars does not throw", () => {
  assert.equal(sayTime(at(0), at(HOUR)), "12:00:00 UTC");
  assert.equal(sayTime(at(0), at(24 * HOUR)), "2026-11-23 12:00:00 UTC");
  assert.equal(sayTime(at(1e18), at(0)), "?");
  // As a date says it, before 1970 and between milliseconds too.
  const moments = fc.double({ min: -1e13, max: 1e13, noNaN: true }).map(unixMs);
  fc.assert(
    fc.property(moments, moments, fc.boolean(), (one, other, isSame) => {
      const now = isSame ? unixMs(one + 1) : other;
      const [day, clock] = new Date(one).toISOString().split("T") as [string, string];
      const today = new Date(now).toISOString().split("T")[0];
      assert.equal(sayTime(one, now), `${day === today ? "" : `${day} `}${clock.slice(0, 8)} UTC`);
    }),
  );
});
