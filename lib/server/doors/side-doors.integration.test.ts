import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CALLS, PAGES } from "../../auth/doors.ts";
import type { Caller } from "./callers.ts";
import { type House, openHouse } from "./house.ts";
import { type Answer, type Asked, headerOf, rawAsk } from "./raw-ask.ts";

/** Ways round a door: other spellings of its path, headers that frameworks believe, other methods, pages of others. */
let house: House;
let stranger: Caller;
let developer: Caller;

before(async () => {
  house = await openHouse();
  stranger = house.caller("a stranger");
  developer = house.caller("dev, signed in");
});
after(() => house?.stop());

const patternOf = (door: string): string => door.split(" ")[1] ?? "";
const READ = Object.keys(CALLS).filter((door) => door.startsWith("GET ") && !door.endsWith("/stream") && !door.includes("[..."));
const CHANGES = Object.keys(CALLS).filter((door) => !door.startsWith("GET ") && !door.includes("[..."));
const isForMore = (right: string | undefined): boolean => right !== "read" && right !== "manage-cases";
/** Every page and reading call, for a stranger; those beyond a developer's rights, for a developer too. */
const doors = [...Object.keys(PAGES), ...READ.map(patternOf)];
const closedToDevelopers = [
  ...Object.keys(PAGES).filter((page) => isForMore(PAGES[page])),
  ...READ.filter((door) => isForMore(CALLS[door])).map(patternOf),
];

/** Nothing broke, and nothing of what is kept here was told. */
function assertSilent(answer: Answer, what: string, question: string): void {
  const seen = `${what} → ${answer.status} ${answer.text.slice(0, 160)}`;
  assert.ok(answer.status < 500, seen);
  assert.deepEqual(house.toldBy(answer, question), [], seen);
  // What is shown at all is a way to the sign-in, a page that says no, or nothing.
  if (answer.status === 200 && answer.text !== "")
    assert.match(answer.text, /NEXT_REDIRECT;replace;\/(signin|denied)|NEXT_HTTP_ERROR_FALLBACK;404/, seen);
}

const spellingsOf = (path: string): readonly string[] => [
  `${path}/`,
  `${path}//`,
  `/${path}`,
  `/.${path}`,
  `/%2e${path}`,
  `/%2e%2e${path}`,
  `/x/..${path}`,
  `/x/%2e%2e${path}`,
  `/x%2f..${path}`,
  `/_next/static/..${path}`,
  `/_next/static/%2e%2e/%2e%2e${path}`,
  `/signin/..${path}`,
  `/signin/%2e%2e${path}`,
  `/healthz/..${path}`,
  `/oidc/..${path}`,
  `/oidc/%2e%2e${path}`,
  path.replace(/^\/(\w)/, (_, first: string) => `/%${first.charCodeAt(0).toString(16)}`),
  path.toUpperCase(),
  path.replace("/api/v1", "/API/V1"),
  path.replace("/api/v1", "/api//v1"),
  path.replaceAll("/", "\\"),
  `${path}%00`,
  `${path}%20`,
  `${path};x=1`,
  `${path}.json`,
  `${path}.rsc`,
  `${path}.txt`,
  `${path}.html`,
  `${path === "/" ? "/index" : path}.segments/_tree.segment.rsc`,
  `${path === "/" ? "/index" : path}.prefetch.rsc`,
  `/_next/data/build${path === "/" ? "/index" : path}.json`,
  `/_next/image?url=${encodeURIComponent(path)}&w=64&q=75`,
  `/en${path}`,
  `${path}?_rsc=1`,
  `${path}?__nextDataReq=1`,
  `${path}?nxtProuted=1&_nextjs_internal=1`,
  `${path}?__next_private_origin=x`,
  `${path}#/signin`,
];

const BELIEVED: readonly Readonly<Record<string, string>>[] = [
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  { rsc: "1", "next-router-segment-prefetch": "/_full" },
  { rsc: "1", "next-router-state-tree": encodeURIComponent(JSON.stringify(["", { children: ["(signed-in)", {}, null, "refetch"] }])) },
  { rsc: "1", "next-hmr-refresh": "1" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware:proxy", "x-middleware-prefetch": "1" },
  { "x-nextjs-data": "1" },
  { "x-invoke-path": "/signin", "x-invoke-status": "200", "x-invoke-output": "/signin" },
  { "x-matched-path": "/signin" },
  { "x-now-route-matches": "1=signin" },
  { "x-original-url": "/signin", "x-rewrite-url": "/signin" },
  { "x-http-method-override": "OPTIONS", "x-method-override": "HEAD" },
  { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", forwarded: "for=127.0.0.1" },
  { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
  {
    "x-loupe-path": "/signin",
    "x-loupe-peer": "127.0.0.1",
    "x-loupe-client": "127.0.0.1",
    "x-loupe-credential": "x",
    "x-loupe-role": "admin",
  },
  { "x-prerender-revalidate": "x", "x-prerender-revalidate-if-generated": "1" },
  { "x-next-resume-state-length": "2" },
  { "next-resume": "1" },
  { cookie: "__prerender_bypass=x; __next_preview_data=x" },
  { cookie: "next-auth.session-token=a; next-auth.session-token=b" },
  { range: "bytes=0-10" },
  { "if-none-match": "*" },
  { expect: "100-continue" },
  { accept: "text/csv" },
  { "accept-encoding": "gzip;q=1, *;q=0" },
];

for (const [who, closed] of [
  ["a stranger", () => doors],
  ["dev, signed in", () => closedToDevelopers],
] as const)
  test(`no spelling of a closed path opens it to ${who}, and nothing breaks`, async () => {
    const caller = house.caller(who);
    for (const pattern of closed())
      for (const path of spellingsOf(house.pathOf(pattern))) {
        const answer = await rawAsk(house.url, path, { headers: caller.headers });
        // A path that is another one now may be one's own: a developer's page says nothing that was not theirs to know.
        if (who !== "a stranger" && /^\/(?:$|\?|#)/.test(path)) continue;
        assertSilent(answer, `${who} ${path}`, path);
      }
  });

test("no header that a framework believes opens a closed door", async () => {
  for (const [caller, patterns] of [
    [stranger, doors],
    [developer, closedToDevelopers],
  ] as const)
    for (const pattern of patterns)
      for (const more of BELIEVED) {
        const path = house.pathOf(pattern);
        // A session of one's own beside an invented one is one's own.
        const cookie = [caller.headers["cookie"], more["cookie"]].filter((one) => one !== undefined).join("; ");
        const answer = await rawAsk(house.url, more["rsc"] ? `${path}?_rsc` : path, {
          headers: { ...caller.headers, ...more, ...(cookie && { cookie }) },
        });
        assertSilent(answer, `${caller.name} ${path} ${JSON.stringify(more)}`, path);
      }
});

const WEB_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
const ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "SEARCH", "QUERY"];

test("a method that a door does not have is 404 or 405, for whoever asks, and never a failure", async () => {
  const all = new Set([...Object.keys(PAGES), ...Object.keys(CALLS).map(patternOf)]);
  for (const caller of [stranger, developer, house.caller("token as-admin")])
    for (const pattern of all)
      for (const method of ALL_METHODS) {
        const door = `${method === "HEAD" ? "GET" : method} ${pattern}`;
        if (door in CALLS || (pattern in PAGES && ["GET", "HEAD"].includes(method))) continue;
        const headers = { ...caller.headers, origin: house.url, "content-type": "application/json" };
        const path = house.pathOf(pattern);
        const answer = await rawAsk(house.url, path, { method, headers, body: method === "POST" ? "{}" : "" });
        const seen = `${caller.name} ${method} ${path} → ${answer.status}`;
        assert.ok(answer.status < 500, seen);
        // A page answers a POST as it answers a GET.
        if (caller === stranger) assertSilent(answer, seen, path);
        const fine = !WEB_METHODS.has(method) ? [405] : pattern in PAGES ? [200, 303, 307, 404, 405] : [401, 403, 404, 405];
        assert.ok(fine.includes(answer.status), seen);
      }
});

const FOREIGN: readonly Readonly<Record<string, string>>[] = [
  { origin: "https://evil.test" },
  { origin: "null" },
  { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { referer: "https://evil.test/" },
  {},
];

test("no change is begun by somebody else's page, even with an administrator's cookie", async () => {
  const admin = house.caller("root, signed in");
  for (const door of CHANGES) {
    const [method = "", pattern = ""] = door.split(" ");
    for (const foreign of [
      ...FOREIGN,
      { origin: house.url, "sec-fetch-site": "cross-site" },
      { origin: house.url.replace("127.0.0.1", "localhost") },
    ])
      for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
        const headers = { ...admin.headers, ...foreign, "content-type": type };
        const answer = await rawAsk(house.url, house.pathOf(pattern), { method, headers, body: "{}" });
        const seen = `${door} ${JSON.stringify(foreign)} → ${answer.status} ${answer.text.slice(0, 120)}`;
        assert.equal(answer.status, 403, seen);
        assert.match(answer.text, /foreign-origin/, seen);
      }
  }
  const out = await rawAsk(house.url, "/signout", { method: "POST", headers: { ...admin.headers, origin: "https://evil.test" } });
  assert.equal(out.status, 403);
  const still = await rawAsk(house.url, "/api/v1/audit", { headers: admin.headers });
  assert.equal(still.status, 200, "the session was not ended from elsewhere");
});

test("a server action that nobody wrote does nothing, and its page stays closed", async () => {
  const ids = ["x", "0".repeat(40), "7f".repeat(21), "../../x", "constructor"];
  for (const caller of [stranger, developer, house.caller("root, signed in")])
    for (const pattern of Object.keys(PAGES))
      for (const id of ids) {
        const path = house.pathOf(pattern);
        const asked: Asked = {
          method: "POST",
          headers: { ...caller.headers, "next-action": id, origin: house.url, "content-type": "text/plain;charset=UTF-8" },
          body: "[]",
        };
        const answer = await rawAsk(house.url, path, asked);
        const seen = `${caller.name} action ${id} ${path} → ${answer.status}`;
        assert.ok(answer.status < 500, `${seen} ${answer.text.slice(0, 200)}`);
        if (caller.name === "a stranger") assert.deepEqual(house.toldBy(answer, path), [], seen);
      }
});

test("the image optimiser and Next's other rooms are not there", async () => {
  for (const path of [
    "/_next/image?url=%2Ficon.svg&w=64&q=75",
    "/_next/data/x/index.json",
    "/_next/webpack-hmr",
    "/_next/mcp",
    "/_not-found",
    "/_global-error",
    "/__nextjs_original-stack-frames",
    "/%5fnext/image?url=%2Ficon.svg&w=64&q=75",
  ]) {
    const answer = await rawAsk(house.url, path, { headers: house.caller("root, signed in").headers });
    assert.equal(answer.status, 404, `${path} ${answer.text.slice(0, 100)}`);
  }
  assert.match(headerOf(await rawAsk(house.url, "/icon.svg"), "content-type"), /svg/);
});
