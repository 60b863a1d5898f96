import assert from "node:assert/strict";
import { test } from "node:test";
import { joinAddress, pathOfScope } from "./scope.ts";

test("a scope leads to the page that shows it, whatever stands in its names", () => {
  assert.equal(pathOfScope("chain:price-calculation"), "/chains/price-calculation");
  assert.equal(pathOfScope("wait:price-calculation/crm-api"), "/chains/price-calculation");
  assert.equal(pathOfScope("service:mes-api"), "/services/mes-api");
  assert.equal(pathOfScope("operation:mes-api/GET /orders/{id}?a:b"), "/services/mes-api?op=GET%20%2Forders%2F%7Bid%7D%3Fa%3Ab");
  assert.equal(pathOfScope("nonsense"), "/overview");
});

test("an address keeps its own query beside the view's", () => {
  assert.equal(joinAddress("/services/a?op=b", "?range=7d"), "/services/a?op=b&range=7d");
  assert.equal(joinAddress("/services/a", "?range=7d"), "/services/a?range=7d");
  assert.equal(joinAddress("/services/a?op=b", ""), "/services/a?op=b");
});
