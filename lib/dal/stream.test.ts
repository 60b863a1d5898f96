import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Gate, provideGate } from "../auth/gate.ts";
import { viewerAs } from "../auth/test-viewer.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok } from "../base/result.ts";
import { createCaseFeed } from "../pipeline/case-feed.ts";
import { createChangeEmitter } from "../pipeline/change-feed.ts";
import { provideRuntime } from "../runtime.ts";
import { fixtureRuntime } from "./fixture-runtime.ts";
import { openStream } from "./stream.ts";

const viewer: Viewer = viewerAs("developer");
const request = (headers: Readonly<Record<string, string>> = {}) =>
  new Request("http://loupe/api/v1/stream", { headers: { authorization: "Bearer t", ...headers } });

function start(isKnown: () => boolean = () => true) {
  const closing = new AbortController();
  provideGate({ viewerOfBearer: async () => (isKnown() ? ok(viewer) : err({ kind: "session-gone" })) } as unknown as Gate);
  const feeds = { changes: createChangeEmitter(() => {}), caseFeed: createCaseFeed(() => {}) };
  provideRuntime(fixtureRuntime({ ...feeds, closing: closing.signal }));
  return closing;
}

async function readAll(response: Response): Promise<string> {
  let text = "";
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) text += new TextDecoder().decode(piece);
  return text;
}

test("a stream ends within seconds of its session, and says so", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  let known = true;
  start(() => known);
  const reading = readAll(openStream(viewer, request()));
  mock.timers.tick(30_000);
  known = false;
  await new Promise((resolve) => setImmediate(resolve));
  mock.timers.tick(5_000);
  assert.match(await reading, /^retry: 2000\n: loupe\n\n(:\n\n)+id: [\w-]+\nevent: signed-out\ndata: \{"why":"ended"\}\n\n$/);
  mock.timers.reset();
});

test("a server that stops ends it at once, as does the reader who leaves", async () => {
  const closing = start();
  const response = openStream(viewer, request());
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  closing.abort();
  assert.equal(await readAll(response), "retry: 2000\n: loupe\n\n");
  assert.equal(await readAll(openStream(viewer, request())), "retry: 2000\n: loupe\n\n");
});

test("one viewer has so many streams and no more, and each that ends makes room", async () => {
  const closing = start();
  const opened = Array.from({ length: 30 }, () => openStream(viewer, request()));
  const refused = openStream(viewer, request());
  assert.equal(refused.status, 429);
  assert.ok(refused.headers.has("retry-after"));
  await opened[0]!.body!.cancel();
  assert.equal(openStream(viewer, request()).status, 200);
  closing.abort();
});

test("who comes back with an id that is not known any more is told to ask the lists again", async () => {
  const closing = start();
  const response = openStream(viewer, request({ "last-event-id": "another-process-7" }));
  closing.abort();
  assert.match(await readAll(response), /event: resync\ndata: \{"at":"/);
});
