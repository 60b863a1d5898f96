import assert from "node:assert/strict";
import { test } from "node:test";
import { at, chainOf, drawExecution, drawServices } from "./drawn-execution.ts";
import {
  countFalseAlarms,
  countPass,
  createPassBook,
  keptShareOf,
  meanwhileOf,
  readPasses,
  stepKey,
  visibilityOf,
  writePasses,
} from "./passes.ts";

const chain = chainOf("order-creation");
const HOUR = 3_600;

function pass(book: ReturnType<typeof createPassBook>, count: number, drawing: string, services = drawServices()): void {
  for (let n = 0; n < count; n++) {
    countPass(book, drawExecution("order-creation", drawing, { orderId: `${drawing} ${n}` }), chain, services, at(HOUR));
  }
}

test("a step is as visible as it was seen in executions that went on past it; each counts once", () => {
  const book = createPassBook();
  for (let again = 0; again < 2; again++) {
    pass(book, 39, "0 1 2 3 4");
    pass(book, 1, "0 – 2 3 4");
  }
  assert.deepEqual(visibilityOf(book, chain.id, "mes-api"), { seen: 39, wentOn: 40 });
  assert.deepEqual(visibilityOf(book, chain.id, "crm-api"), { seen: 40, wentOn: 40 });
  assert.equal(keptShareOf(book, chain.id, "mes-api", at(0), at(600)), null);
});

test("a step that is left out of many orders that went on is sampled; known gaps do not count against it", () => {
  const book = createPassBook();
  pass(book, 10, "0 1 2 3 4");
  pass(book, 30, "0 – 2 3 4");
  assert.equal(keptShareOf(book, chain.id, "mes-api", at(0), at(600)), 0.25);
  const explained = createPassBook();
  pass(explained, 30, "0 1 2 3 4");
  pass(explained, 90, "0 – 2 3 4", drawServices({ "mes-api": { heard: HOUR, gap: [-100, 1_000] } }));
  assert.deepEqual(visibilityOf(explained, chain.id, "mes-api"), { seen: 30, wentOn: 30 });
});

test("one with steps unseen is counted only when what is late has had its ten minutes", () => {
  const book = createPassBook();
  const execution = drawExecution("order-creation", "0 – 2 3 4");
  assert.equal(countPass(book, execution, chain, drawServices(), at(60)), null);
  assert.notEqual(countPass(book, execution, chain, drawServices(), at(700)), null);
});

test("a step counted as unseen is corrected once it is seen, and a person's word that the work was done counts as unseen", () => {
  const book = createPassBook();
  pass(book, 20, "0 1 2 3 4");
  const again = (drawing: string) => countPass(book, drawExecution("order-creation", drawing), chain, drawServices(), at(HOUR));
  again("0 – 2 3 4");
  assert.deepEqual(visibilityOf(book, chain.id, "mes-api"), { seen: 20, wentOn: 21 });
  again("0 1 2 3 4");
  assert.deepEqual(visibilityOf(book, chain.id, "mes-api"), { seen: 21, wentOn: 21 });
  assert.equal(again("0 1 2 3 4"), null);
  book.falseAlarms = countFalseAlarms([{ chainId: chain.id, stepId: "mes-api" }]);
  assert.deepEqual(visibilityOf(book, chain.id, "mes-api"), { seen: 21, wentOn: 22 });
});

test("who passed meanwhile is told with those who hang, and survives its document", () => {
  const book = createPassBook();
  pass(book, 7, "0 1 2 300 301");
  const read = createPassBook();
  const hour = Math.floor(at(0) / 3_600_000);
  readPasses(read, hour, JSON.parse(JSON.stringify(writePasses(book, hour))));
  assert.equal(meanwhileOf(read, chain.id, "crm-api", at(2), at(HOUR)), null, "nobody has counted who hangs");
  read.hanging = new Map([[stepKey(chain.id, "crm-api"), [at(1), at(2), at(3), at(HOUR), at(2 * HOUR)]]]);
  assert.deepEqual(meanwhileOf(read, chain.id, "crm-api", at(2), at(HOUR)), { passed: 7, hanging: 3 });
});
