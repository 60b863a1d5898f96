import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { drain, listen, ownUrl } from "./listen.ts";

test("draining lets a running request end, and cuts a stream that never would", async () => {
  let finish: () => void = () => undefined;
  const server = createServer((req, res) => {
    res.write("begun ");
    if (req.url === "/slow") finish = () => void res.end("ended");
  });
  const url = ownUrl("127.0.0.1", await listen(server, "127.0.0.1", 0));
  const slow = await fetch(`${url}/slow`);
  const stream = await fetch(`${url}/stream`);
  const drained = drain(server, 1_000);
  finish();
  assert.equal(await slow.text(), "begun ended");
  await assert.rejects(stream.text());
  await drained;
  await assert.rejects(fetch(url));
});

test("our own address is one that can be called, also where every address is listened on", () => {
  assert.equal(ownUrl("0.0.0.0", 1), "http://127.0.0.1:1");
  assert.equal(ownUrl("::1", 1), "http://[::1]:1");
});
