import assert from "node:assert/strict";
import { test } from "node:test";
import { createEventQueue, type WireEvent } from "./event-queue.ts";

const event = (n: number, size = 10): WireEvent => ({ id: `e-${n}`, name: "case", data: JSON.stringify("x".repeat(size)) });
const resync: WireEvent = { id: "e-9", name: "resync", data: "{}" };

async function readAll(body: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) text += new TextDecoder().decode(piece);
  return text;
}

test("what is sent is read in order, on the wire as server-sent events", async () => {
  const queue = createEventQueue(
    () => resync,
    () => {},
  );
  queue.send(event(1));
  queue.beat();
  queue.send(event(2));
  queue.close();
  const text = await readAll(queue.body);
  assert.match(text, /^retry: 2000\n: loupe\n\nid: e-1\nevent: case\ndata: "x+"\n\n:\n\nid: e-2\n/);
});

test("a client that does not read costs a bounded memory, and is told to ask again once it reads", async () => {
  const queue = createEventQueue(
    () => resync,
    () => {},
  );
  for (let n = 0; n < 10_000; n++) queue.send(event(n, 1_000));
  const reader = queue.body.getReader();
  let bytes = 0;
  let text = "";
  while (!text.includes("event: resync")) {
    const { value } = await reader.read();
    bytes += value!.byteLength;
    text += new TextDecoder().decode(value);
  }
  assert.ok(bytes < 300_000, String(bytes));
  queue.send(event(10_001));
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^id: e-10001\n/);
});

test("closed from either side, it is forgotten once, and nothing that comes later breaks it", async () => {
  let closed = 0;
  const make = () =>
    createEventQueue(
      () => resync,
      () => {
        closed += 1;
      },
    );
  const ours = make();
  ours.close();
  ours.close();
  ours.send(event(1));
  ours.beat();
  assert.equal(closed, 1);
  const theirs = make();
  await theirs.body.cancel();
  theirs.send(event(1));
  theirs.close();
  assert.equal(closed, 2);
});
