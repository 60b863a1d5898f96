import assert from "node:assert/strict";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { freePorts, OWN_HOST } from "#lib/base/own-ports-for-tests";
import { unixMs } from "#lib/base/time";
import { createHttpClient } from "./create-http-client.ts";
import type { HttpClient, HttpClientOptions, HttpFailure } from "./http-client.ts";

/** A client of a real server on loopback; its clock stands still but for its own sleeping. */
async function withServer(
  listener: RequestListener,
  use: (client: HttpClient, time: { now: number; slept: number[] }) => Promise<void>,
  options: Partial<HttpClientOptions> & { readonly path?: string } = {},
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const time = { now: 1_000_000, slept: [] as number[] };
  const client = createHttpClient({
    source: "jaeger",
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${options.path ?? ""}`,
    clock: () => unixMs(time.now),
    sleep: async (ms) => {
      time.slept.push(ms);
      time.now += ms;
    },
    random: () => 0.5,
    ...options,
  });
  try {
    await use(client, time);
  } finally {
    client.close();
    server.closeAllConnections();
    server.close();
  }
}

const failureOf = async (asked: ReturnType<HttpClient["get"]>): Promise<HttpFailure> => {
  const answer = await asked;
  assert.ok(!answer.ok);
  assert.equal(answer.error.source, "jaeger");
  return answer.error;
};

test("asks under the base path with credentials, tenant and headers, over one kept connection", async () => {
  const sockets = new Set<unknown>();
  await withServer(
    (request, response) => {
      sockets.add(request.socket);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ url: request.url, headers: request.headers }));
    },
    async (client) => {
      for (let i = 0; i < 3; i++) {
        const answer = await client.get("/api/traces", { tags: '{"a":"é &+"}', absent: undefined, limit: 5 });
        assert.ok(answer.ok);
        const { url, headers } = JSON.parse(Buffer.from(answer.value.bytes).toString());
        const asked = new URL(url, "http://x");
        assert.equal(asked.pathname, "/base/jaeger/api/traces");
        assert.deepEqual([...asked.searchParams], [["tags", '{"a":"é &+"}'], ["limit", "5"]]); // biome-ignore format: pairs
        assert.equal(headers.authorization, `Basic ${Buffer.from("anna:s3cret/x").toString("base64")}`);
        assert.equal(headers["x-scope-orgid"], "jewels");
        assert.equal(headers["x-extra"], "yes it is");
      }
      assert.equal(sockets.size, 1);
      assert.equal(client.counters().requests, 3);
    },
    {
      path: "/base/jaeger/",
      auth: { kind: "basic", user: "anna", password: "s3cret/x" },
      tenant: { header: "X-Scope-OrgID", value: "jewels" },
      headers: { "X-Extra": "yes it is" },
    },
  );
});

test("gzipped answers are unpacked; what is too large unpacked, or no gzip at all, is a broken answer", async () => {
  await withServer(
    (request, response) => {
      response.setHeader("content-encoding", "gzip");
      const size = request.url === "/large" ? 2_000_000 : 1_000;
      response.end(request.url === "/none" ? "certainly no gzip" : gzipSync(JSON.stringify("x".repeat(size))));
    },
    async (client) => {
      const small = await client.get("/small");
      assert.ok(small.ok && small.value.bytes.length === 1_002);
      assert.ok(client.counters().bytes < 100);
      const large = await failureOf(client.get("/large"));
      assert.deepEqual([large.kind, large.reason], ["broken-answer", "too-large"]);
      assert.equal((await failureOf(client.get("/none"))).kind, "broken-answer");
    },
    { maxBodyBytes: 1_000_000 },
  );
});

test("HTML instead of JSON is a broken answer, whatever its status and type; where anything is expected it is an answer", async () => {
  await withServer(
    (request, response) => {
      if (request.url === "/typed") response.setHeader("content-type", "text/html; charset=utf-8");
      response.end("\n<!DOCTYPE html><p>log in</p>");
    },
    async (client) => {
      for (const path of ["/typed", "/untyped"]) assert.equal((await failureOf(client.get(path))).reason, "html");
      assert.ok((await client.get("/typed", {}, { expect: "any" })).ok);
      assert.equal(client.counters().failures["broken-answer"], 2);
      assert.equal(client.counters().breaker, "closed");
    },
  );
});

test("a body that breaks off is a broken answer, with a length and in chunks, and is asked for again", async () => {
  for (const length of [1_000, null]) {
    await withServer(
      (_request, response) => {
        if (length) response.setHeader("content-length", length);
        response.write('{"data":[');
        setTimeout(() => response.destroy(), 20);
      },
      async (client, { slept }) => {
        assert.deepEqual([(await failureOf(client.get("/"))).reason, slept.length], ["truncated", 2]);
        assert.equal(client.counters().retries, 2);
      },
    );
  }
});

test("each status has its kind; the backend's sentence is shown, its markup is not; statuses that mean something else are answers", async () => {
  const expected: Readonly<Record<string, readonly [string, RegExp]>> = {
    400: ["rejected", /^The backend answered 400: parameter 'service' is required$/],
    401: ["rejected", /credentials were refused/],
    403: ["rejected", /credentials were refused/],
    404: ["rejected", /404/],
    302: ["rejected", /redirect/],
    429: ["throttled", /429/],
    500: ["unavailable", /500/],
    501: ["unavailable", /501/],
    503: ["unavailable", /503/],
  };
  await withServer(
    (request, response) => {
      response.statusCode = Number(request.url!.slice(1));
      const body =
        response.statusCode === 400 ? '{"data":null,"errors":[{"code":400,"msg":"parameter \'service\' is required"}]}\n' : "<b>no</b>";
      response.end(body);
    },
    async (client) => {
      for (const [status, [kind, detail]] of Object.entries(expected)) {
        const failure = await failureOf(client.get(`/${status}`));
        assert.equal(failure.kind, kind);
        assert.match(failure.detail, detail);
        assert.doesNotMatch(failure.detail, /<b>/);
      }
      const none = await client.get("/404", {}, { okStatuses: [404], expect: "any" });
      assert.ok(none.ok && none.value.status === 404);
    },
    { breaker: { failures: 100, openMs: 1 } },
  );
});

test("Retry-After is honoured: waited for when short, told to the caller when long", async () => {
  let asked = 0;
  await withServer(
    (request, response) => {
      if (++asked === 2) return void response.end("{}");
      response.statusCode = 429;
      response.setHeader("retry-after", request.url === "/long" ? "600" : "2");
      response.end();
    },
    async (client, { slept }) => {
      assert.ok((await client.get("/short")).ok);
      assert.deepEqual(slept, [2_100]); // 2 s, and half of the first pause of 200 ms
      const failure = await failureOf(client.get("/long"));
      assert.deepEqual([failure.kind, failure.retryAfterMs, asked], ["throttled", 600_000, 3]);
    },
  );
});

test("pauses between attempts grow, with jitter; what cannot get better is not asked again", async () => {
  await withServer(
    (request, response) => {
      response.statusCode = Number(request.url!.slice(1));
      response.end();
    },
    async (client, { slept }) => {
      await failureOf(client.get("/500"));
      assert.deepEqual(slept, [100, 200, 400]);
      for (const path of ["/400", "/404", "/501"]) await failureOf(client.get(path));
      assert.deepEqual([slept.length, client.counters().requests], [3, 7]);
    },
    { retries: 3 },
  );
});

test("slow answers, deaf servers and callers that give up end in time, as such", async () => {
  await withServer(
    (request, response) => {
      if (request.url === "/drip") response.write("[");
    },
    async (client) => {
      for (const path of ["/never", "/drip"]) assert.deepEqual((await failureOf(client.get(path))).kind, "timeout");
      const calledOff = new AbortController();
      const asked = client.get("/never", {}, { signal: calledOff.signal, timeoutMs: 60_000 });
      setTimeout(() => calledOff.abort(), 20);
      assert.equal((await failureOf(asked)).reason, "called-off");
    },
    { timeoutMs: 60 },
  );
});

test("nobody there: unreachable at once; the breaker opens, one question tries again later, and closes it", async () => {
  const server = createServer((_request, response) => void response.end("{}"));
  const [port] = await freePorts(1);
  let now = 0;
  const client = createHttpClient({
    source: "jaeger",
    baseUrl: `http://${OWN_HOST}:${port}`,
    retries: 0,
    breaker: { failures: 3, openMs: 1_000 },
    clock: () => unixMs(now),
  });
  for (let i = 0; i < 3; i++) assert.deepEqual((await failureOf(client.get("/"))).kind, "unreachable");
  const open = await failureOf(client.get("/"));
  assert.deepEqual([open.kind, open.reason, open.retryAfterMs, client.counters().requests], ["unavailable", "breaker-open", 1_000, 3]);
  assert.match(open.detail, /ECONNREFUSED/);
  now = 1_001;
  assert.equal(client.counters().breaker, "half-open");
  const [first, second] = await Promise.all([failureOf(client.get("/")), failureOf(client.get("/"))]);
  assert.deepEqual([first.reason, second.reason, client.counters().requests], ["connect", "breaker-open", 4]);
  now = 2_500;
  assert.equal(client.counters().breaker, "open"); // twice as long after a failed trial
  now = 3_100;
  await new Promise<void>((resolve) => server.listen(port, OWN_HOST, resolve));
  assert.ok((await client.get("/")).ok);
  assert.equal(client.counters().breaker, "closed");
  client.close();
  server.closeAllConnections();
  server.close();
});

test("no more questions at once than allowed", async () => {
  let open = 0;
  let most = 0;
  const held: ServerResponse[] = [];
  const answerAll = () => {
    for (const response of held.splice(0)) {
      open--;
      response.end("{}");
    }
  };
  await withServer(
    (_request, response) => {
      most = Math.max(most, ++open);
      held.push(response);
      // Answered once as many are there as may be, and a moment later, so that one too many would be seen.
      if (held.length === 3) setTimeout(answerAll, 5);
    },
    async (client) => {
      const calledOff = new AbortController();
      const asked = Array.from({ length: 12 }, () => client.get("/"));
      const waiting = failureOf(client.get("/", {}, { signal: calledOff.signal }));
      calledOff.abort();
      assert.equal((await waiting).reason, "called-off");
      for (const answer of await Promise.all(asked)) assert.ok(answer.ok);
      assert.equal(most, 3);
    },
    { maxConcurrent: 3 },
  );
});

test("what is asked in the background waits behind the rest, and leaves it one connection", async () => {
  const order: string[] = [];
  const held: (() => void)[] = [];
  let came = () => {};
  /** Until that many have come, and a moment in which one too many would. */
  const until = async (count: number) => {
    while (order.length < count) await new Promise<void>((resolve) => (came = resolve));
    await new Promise((resolve) => setTimeout(resolve, 30));
  };
  await withServer(
    (request, response) => {
      order.push(request.url!);
      held.push(() => void response.end("{}"));
      came();
    },
    async (client) => {
      const asked = ["/b1", "/b2", "/b3"].map((path) => client.get(path, {}, { background: true }));
      await until(2);
      assert.deepEqual(order.toSorted(), ["/b1", "/b2"]);
      asked.push(client.get("/f1"), client.get("/f2"));
      await until(3);
      assert.deepEqual(order.slice(2), ["/f1"]);
      for (let answered = 1; answered <= 5; answered++) {
        held.shift()?.();
        await until(Math.min(5, 3 + answered));
      }
      assert.deepEqual(order.slice(2), ["/f1", "/f2", "/b3"]);
      for (const answer of await Promise.all(asked)) assert.ok(answer.ok);
    },
    { maxConcurrent: 3 },
  );
});

test("secrets are in no failure, though the backend repeats them", async () => {
  const token = "tok en/+5ecret";
  for (const auth of [{ kind: "bearer", token } as const, { kind: "basic", user: "anna", password: token } as const]) {
    await withServer(
      (request, response) => {
        response.statusCode = 400;
        response.end(`bad: ${request.headers.authorization} ${request.headers["x-key"]} ${token} ${encodeURIComponent(token)}`);
      },
      async (client) => {
        const failure = await failureOf(client.get("/"));
        const pair = Buffer.from(`anna:${token}`).toString("base64");
        for (const secret of [token, encodeURIComponent(token), pair, "k3y-value"]) assert.ok(!JSON.stringify(failure).includes(secret));
        assert.match(failure.detail, /\*\*\*/);
      },
      { auth, headers: { "x-key": "k3y-value" } },
    );
  }
});

test("credentials in the address are used as such, and an address or a certificate that is none is refused at the start", async () => {
  const server = createServer((request, response) => void response.end(JSON.stringify(request.headers.authorization)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = createHttpClient({ source: "s", baseUrl: `http://anna:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}` });
  const answer = await client.get("/");
  assert.ok(answer.ok);
  assert.equal(JSON.parse(Buffer.from(answer.value.bytes).toString()), `Basic ${Buffer.from("anna:p@ss").toString("base64")}`);
  client.close();
  server.close();
  assert.throws(() => createHttpClient({ source: "s", baseUrl: "ftp://x" }), TypeError);
  assert.throws(() => createHttpClient({ source: "s", baseUrl: "https://x", tls: { clientCertPem: "no", clientKeyPem: "no" } }));
});
