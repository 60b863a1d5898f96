import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, type Networks, parseNetworks, plainAddress } from "./network.ts";

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
  ["10.0.0.0/8", "10.1.2.3%eth0", false],
  ["10.0.0.0/8", "::ffff:a01:203", true],
  ["10.0.0.0/8", "::10.1.2.3", false],
  ["::ffff:10.0.0.0/104", "10.1.2.3", true],
  ["0.0.0.0/0", "2001:db8::1", false],
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
  ["an empty list of hops is refused", "10.0.0.1", "", null],
  ["an empty place between hops is refused", "10.0.0.1", "203.0.113.5, , 10.0.0.2", null],
  ["a hidden hop is refused", "10.0.0.1", "_hidden", null],
  ["a name is refused", "10.0.0.1", "vpn.example", null],
  ["a port behind an address is no part of it", "10.0.0.1", "203.0.113.5:50123", "203.0.113.5"],
  ["nor behind one of version 6", "10.0.0.1", "[fd00::5]:443", "fd00::5"],
  ["brackets alone are read too", "10.0.0.1", "[fd00::5]", "fd00::5"],
  ["a port without brackets would be another address: taken as it is written", "10.0.0.1", "fd00::5:443", "fd00::5:443"],
  ["a port that is none is refused", "10.0.0.1", "203.0.113.5:x", null],
  ["octal is refused, not folded", "10.0.0.1", "010.1.2.3", null],
  ["what lies left of the client may be anything: nobody vouches for it", "10.0.0.1", "'; drop table, 203.0.113.5", "203.0.113.5"],
  ["a proxy of version 4 seen by a socket of version 6 is trusted", "::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"],
  ["a zone does not make it another address", "10.0.0.1", "fe80::1%eth0", "fe80::1%eth0"],
] as const)
  test(what, () => assert.equal(clientOf(peer, forwarded, proxies), client));

for (const [spelt, plain] of [
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["::FFFF:10.1.2.3", "10.1.2.3"],
  ["10.1.2.3", "10.1.2.3"],
  ["FD00::1", "fd00::1"],
  ["fe80::1%eth0", "fe80::1"],
] as const)
  test(`${spelt} is written ${plain}`, () => assert.equal(plainAddress(spelt), plain));
