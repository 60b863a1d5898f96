import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ACTIONS, CALLS, FILES, OPEN_DOORS, OTHER_PORTS, PAGES } from "../../auth/doors.ts";
import type { Right } from "../../auth/roles.ts";
import { buildPages } from "../../setup/build.mjs";
import { readBuiltDoors } from "./built-doors.ts";
import type { Caller } from "./callers.ts";
import { type House, openHouse } from "./house.ts";
import { type Answer, headerOf, rawAsk } from "./raw-ask.ts";

const TABLE = "lib/auth/doors.ts";
let house: House;

await buildPages();
const { pages, routes, actions, files, others } = readBuiltDoors();
const isOpen = (pattern: string): boolean => pattern in OPEN_DOORS;

before(async () => {
  house = await openHouse();
});
after(() => house?.stop());

test("the build has pages and routes, so that an empty list cannot pass", () => {
  assert.ok(pages.length >= 20 && routes.length >= 50, `${pages.length} pages, ${routes.length} routes`);
});

test("the table names every page of the build, and no other", () => {
  for (const page of pages) assert.ok(page in PAGES || isOpen(page), `nobody has said who may open ${page}: add it to PAGES in ${TABLE}`);
  assert.deepEqual(
    Object.keys(PAGES).filter((page) => !pages.includes(page)),
    [],
    `pages in ${TABLE} that are not built`,
  );
});

test("the table names every method of every route that the running app has, and no other", async () => {
  const found: string[] = [];
  for (const pattern of routes) {
    if (isOpen(pattern)) continue;
    const before = found.length;
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const { status } = await rawAsk(house.url, house.pathOf(pattern), { method, headers: { authorization: "Bearer nobody's" } });
      // A method that is there turns strangers away, one that is not is not there for anybody.
      if (status !== 405) found.push(`${method} ${pattern}`);
    }
    assert.ok(found.length > before, `${pattern} has no method at all`);
  }
  assert.deepEqual(
    found.filter((door) => !(door in CALLS)).map((door) => `add "${door}": RIGHT to CALLS in ${TABLE}`),
    [],
  );
  assert.deepEqual(
    Object.keys(CALLS).filter((door) => !found.includes(door)),
    [],
    `calls in ${TABLE} that are not built`,
  );
  assert.deepEqual(
    Object.keys(FILES).filter((door) => !found.includes(door)),
    [],
  );
});

test("there is no server action, classic page, rewrite, proxy or public file that the table does not name", () => {
  assert.deepEqual(actions.toSorted(), Object.keys(ACTIONS).toSorted());
  assert.deepEqual(others, []);
  assert.deepEqual(
    files.filter((file) => !isOpen(file)),
    [],
    `add to OPEN_DOORS in ${TABLE}, with the reason`,
  );
});

test("what the server answers by itself, before Next, is named as well", async () => {
  const source = (...path: readonly string[]) => readFileSync(join(import.meta.dirname, "..", "..", ...path), "utf8");
  const text = ["server/serve-request.ts", "auth/issuer/bundled.ts"].map((file) => source(file)).join("\n");
  const paths = new Set(
    [...text.matchAll(/(?:path|url) (?:===|!==) "(\/[\w/-]+)"|startsWith\("(\/[\w/-]+)"\)/g)].map(([, one, other]) => one ?? other!),
  );
  assert.ok(paths.has("/healthz") && paths.has("/metrics") && paths.has("/oidc"), [...paths].join());
  const named = Object.keys(OPEN_DOORS).map((door) => door.replace(/\[.*/, ""));
  for (const path of paths)
    assert.ok(
      named.some((door) => door === path || (door.endsWith("/") && `${path}/`.startsWith(door))),
      `add ${path} to OPEN_DOORS in ${TABLE}`,
    );
  const discovery = JSON.parse((await rawAsk(house.url, "/oidc/.well-known/openid-configuration")).text) as Record<string, unknown>;
  const endpoints = Object.entries(discovery).filter(([name]) => /_endpoint$|_uri$/.test(name));
  assert.ok(endpoints.length >= 6);
  for (const [name, url] of endpoints) assert.ok(new URL(String(url)).pathname.startsWith("/oidc/"), name);
  assert.deepEqual(Object.keys(OTHER_PORTS), [`POST ${new URL(house.otlpUrl).pathname}`]);
  assert.equal((await rawAsk(house.otlpUrl, "/api/v1/orders")).status, 404);
});

for (const [door, right] of Object.entries(CALLS)) tryDoor(door, [right], "");
for (const [door, right] of Object.entries(FILES))
  tryDoor(door, [CALLS[door]!, right], door.endsWith("/series") ? "?scope=service:mes-api&format=csv" : "?format=csv");

/** Everybody before one call: in comes who has every right that the table names, and nobody else. */
function tryDoor(door: string, rights: readonly Right[], query: string): void {
  const [method = "", pattern = ""] = door.split(" ");
  test(`${door}${query && " as a file"}: ${[...new Set(rights)].join(" and ")}, nobody else`, async () => {
    const path = house.pathOf(pattern) + query;
    for (const caller of house.callers) {
      const headers: Record<string, string> = { ...caller.headers };
      if (method !== "GET") headers["content-type"] = "application/json";
      if (method !== "GET" && caller.by === "cookie") Object.assign(headers, { origin: house.url, "sec-fetch-site": "same-origin" });
      const body = method === "GET" ? "" : "{}";
      const answer = await rawAsk(house.url, path, {
        method,
        headers,
        body,
        headOnly: pattern.endsWith("/stream") && mayCall(caller, rights),
      });
      const who = `${caller.name}: ${method} ${path} → ${answer.status} ${answer.text.slice(0, 200)}`;
      assert.ok(answer.status < 500 || isExpected(answer), who);
      if (mayCall(caller, rights)) {
        assert.ok(answer.status !== 401 && !/It takes the right/.test(answer.text), who);
        continue;
      }
      assert.equal(answer.status, caller.rights === null ? 401 : 403, who);
      assert.match(headerOf(answer, "content-type"), /^application\/problem\+json/, who);
      assert.equal(headerOf(answer, "www-authenticate") !== "", caller.rights === null, who);
      assert.deepEqual(house.toldBy(answer, path), [], who);
      // Its head alone says no more.
      if (method === "GET") assert.equal((await rawAsk(house.url, path, { method: "HEAD", headers })).status, answer.status, who);
    }
  });
}

const mayCall = ({ rights }: Caller, needed: readonly Right[]): boolean =>
  rights !== null && needed.every((right) => rights.includes(right));

/** The webhook of the tests is where nobody listens. */
const isExpected = ({ status }: Answer): boolean => status === 502;

for (const [pattern, right] of Object.entries(PAGES))
  test(`page ${pattern}: ${right}, nobody else`, async () => {
    const path = house.pathOf(pattern);
    for (const caller of house.callers) {
      // A token opens calls; pages are for people.
      const rights = caller.by === "cookie" ? caller.rights : null;
      for (const isRouter of [false, true]) {
        // Next's router asks for the same page in its own form.
        const asked = isRouter ? `${path}?_rsc` : path;
        const answer = await rawAsk(house.url, asked, { headers: { ...caller.headers, ...(isRouter && { rsc: "1" }) } });
        const who = `${caller.name}: ${asked} → ${answer.status} ${headerOf(answer, "location")}`;
        if (rights?.includes(right)) {
          // `/find` leads on to what was found.
          assert.ok(answer.status === 200 || ["/", "/?_rsc"].includes(headerOf(answer, "location")), who);
          assert.doesNotMatch(answer.text, /NEXT_REDIRECT;replace;\/(signin|denied)/, who);
          continue;
        }
        // The router is told within its own form where to go.
        const told = /NEXT_REDIRECT;replace;([^;]+);30[37];/.exec(answer.text)?.[1];
        assert.ok(isRouter ? answer.status === 200 && told : [303, 307].includes(answer.status), `${who} ${answer.text.slice(0, 300)}`);
        const to = new URL(isRouter ? (told ?? "") : headerOf(answer, "location"), house.url);
        assert.equal(to.origin, house.url, who);
        assert.equal(to.pathname, rights === null ? "/signin" : "/denied", who);
        if (rights === null) assert.equal(to.searchParams.get("callbackUrl")?.split("?")[0], path);
        assert.deepEqual(house.toldBy(answer, path), [], who);
      }
    }
  });

test("open doors tell a stranger nothing of what is kept here", async () => {
  for (const pattern of Object.keys(OPEN_DOORS)) {
    const path = pattern.replace(/\[\.\.\.\w+\]/, "x");
    const answer = await rawAsk(house.url, path);
    assert.ok(answer.status < 500, `${path} ${answer.status}`);
    // Metrics count by service, for loopback and whoever has their token.
    if (path !== "/metrics") assert.deepEqual(house.toldBy(answer, path), [], path);
  }
});
