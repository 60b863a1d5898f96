import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, type Networks, parseNetworks } from "./network.ts";

const networks = (...cidrs: string[]): Networks => {
  const parsed = parseNetworks(cidrs);
  assert.ok(parsed.ok);
  return parsed.value;
};

for (const [cidr, address, inside] of [
  ["10.0.0.0/8", "10.1.2.3", true],
  ["10.0.0.0/8", "::ffff:10.1.2.3", true],
  ["10.0.0.0/8", "11.0.0.1", false],
  ["10.0.0.0/8", "010.1.2.3", false],
  ["10.0.0.0/8", "10.1.2.3.evil.test", false],
  ["10.0.0.0/8", "", false],
  ["127.0.0.1", "127.0.0.1", true],
  ["127.0.0.1", "127.0.0.2", false],
  ["fd00::/8", "fd12::1", true],
  ["fd00::/8", "fe80::1", false],
  ["fe80::/10", "fe80::1%eth0", true],
  ["0.0.0.0/0", "203.0.113.9", true],
] as const)
  test(`${address || "an empty address"} is ${inside ? "" : "not "}in ${cidr}`, () => assert.equal(networks(cidr).has(address), inside));

for (const bad of ["10.0.0.0/33", "10.0.0/8", "10.0.0.0/x", "10.0.0.0/8/9", "::/129", "vpn.example.com", "", "10.0.0.0/-1", "10.0.0.0/"])
  test(`"${bad}" is no network, and said so`, () => assert.ok(!parseNetworks([bad]).ok));

test("an empty list holds nobody", () => assert.equal(networks().has("127.0.0.1"), false));

const proxies = networks("10.0.0.0/24");
for (const [what, peer, forwarded, client] of [
  ["without trusted proxies the peer is the client, whatever it forwards", "203.0.113.5", "127.0.0.1", "203.0.113.5"],
  ["a trusted proxy's word is taken", "10.0.0.1", "203.0.113.5", "203.0.113.5"],
  ["what the client itself put to the left is ignored", "10.0.0.1", "127.0.0.1, 203.0.113.5", "203.0.113.5"],
  ["a chain of trusted proxies is walked through", "10.0.0.1", "203.0.113.5, 10.0.0.2", "203.0.113.5"],
  ["a chain that cannot be read is refused", "10.0.0.1", "unknown", null],
  ["an empty hop is refused", "10.0.0.1", "203.0.113.5,", null],
  ["a trusted proxy that forwards nothing is itself the client", "10.0.0.1", undefined, "10.0.0.1"],
] as const)
  test(what, () => assert.equal(clientOf(peer, forwarded, proxies), client));
