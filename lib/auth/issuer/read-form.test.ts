import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { isForm, readForm, withForm } from "./read-form.ts";

const TYPE = "application/x-www-form-urlencoded";

/** What `readForm` makes of a body that `send` writes. */
async function readOf(type: string, send: (body: import("node:http").ClientRequest) => void, limits = { bytes: 100, ms: 5_000 }) {
  let told: (result: Awaited<ReturnType<typeof readForm>>) => void = () => undefined;
  const result = new Promise<Awaited<ReturnType<typeof readForm>>>((resolve) => {
    told = resolve;
  });
  const server = createServer(async (req, res) => {
    told(await readForm(req, limits));
    res.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = request({ port: (server.address() as AddressInfo).port, method: "POST", headers: { "content-type": type } });
  client.on("error", () => undefined);
  send(client);
  const read = await result;
  client.destroy();
  server.closeAllConnections();
  server.close();
  return read.ok ? read.value.toString() : read.error.status;
}

test("a form is read, in any spelling of its type", async () => {
  assert.equal(await readOf(`${TYPE}; charset=utf-8`, (body) => body.end("user=%D0%90&x=1")), "user=%D0%90&x=1");
  assert.equal(await readOf(TYPE.toUpperCase(), (body) => body.end("a=b")), "a=b");
});

test("what is too long, of another kind or dripped in is not read to its end", async () => {
  assert.equal(await readOf(TYPE, (body) => body.end("x".repeat(101))), 413);
  assert.equal(await readOf("application/json", (body) => body.end("{}")), 415);
  assert.equal(await readOf(`${TYPE}-not`, (body) => body.end("a=b")), 415);
  assert.equal(await readOf(TYPE, (body) => void body.write("a="), { bytes: 100, ms: 30 }), 408);
});

test("a request with another form in it is read like one that came so, and its end does not end the connection", async () => {
  const server = createServer(async (req, res) => {
    const copy = withForm(req, new URLSearchParams({ b: "2" }));
    const read = await readForm(copy);
    res.end(`${isForm(copy)} ${copy.headers["content-length"]} ${read.ok && read.value}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: "POST",
    body: new URLSearchParams({ a: "1" }),
  });
  assert.equal(await answer.text(), "true 3 b=2");
  server.closeAllConnections();
  server.close();
});
