import assert from "node:assert/strict";
import { test } from "node:test";
import { isOpenDoor, rightOfPage, rightsOfCall } from "./find-door.ts";

test("a page is found by its pattern, an id of any spelling included", () => {
  for (const [path, right] of [
    ["/", "read"],
    ["/audit", "audit"],
    ["/audit/", "audit"],
    ["/report", "report"],
    ["/orders/a%2Fb%20c", "read"],
    ["/orders/..", "read"],
    ["/orders", null],
    ["/orders/a/b", null],
    ["/AUDIT", null],
    ["/audit/x", null],
    ["/nothing", null],
    ["", null],
    ["/constructor", null],
  ] as const)
    assert.equal(rightOfPage(path), right, path);
});

test("a call is found by its method too; what takes everything comes last", () => {
  const ask = (method: string, path: string, asFile = false) => rightsOfCall(method, path, asFile);
  assert.deepEqual(ask("GET", "/api/v1/audit"), ["audit"]);
  assert.deepEqual(ask("HEAD", "/api/v1/audit"), ["audit"]);
  assert.deepEqual(ask("POST", "/api/v1/cases/1/resolve"), ["manage-cases"]);
  assert.deepEqual(ask("POST", "/api/v1/backtests"), ["deadlines"]);
  assert.deepEqual(ask("GET", "/api/v1/nothing/at/all"), ["read"]);
  assert.equal(ask("OPTIONS", "/api/v1/audit"), null);
  assert.equal(ask("GET", "/api/v2/audit"), null);
});

test("a file takes a right of its own beside the call's", () => {
  assert.deepEqual(rightsOfCall("GET", "/api/v1/series", false), ["read"]);
  assert.deepEqual(rightsOfCall("GET", "/api/v1/series", true), ["read", "export"]);
  assert.deepEqual(rightsOfCall("HEAD", "/api/v1/series", true), ["read", "export"]);
  assert.deepEqual(rightsOfCall("GET", "/api/v1/audit", true), ["audit"]);
  assert.deepEqual(rightsOfCall("GET", "/api/v1/orders", true), ["read"]);
});

test("open doors are those named so, and nothing beside them", () => {
  for (const path of ["/healthz", "/signin", "/oidc/token", "/_next/static/chunks/x.js", "/api/auth/session"])
    assert.ok(isOpenDoor(path), path);
  for (const path of ["/", "/api/v1/orders", "/signin/else", "/_next/image", "/oidcx", "/login"]) assert.ok(!isOpenDoor(path), path);
});
