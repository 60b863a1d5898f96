/** Has the servers' programs ready before the tests want them. One plain line tells what is not to be had; exit 3 where nothing is. */
import { findBinary, type PeerName } from "./find-binary.ts";
import { type DebianServer, findDebianProgram } from "./find-debian-program.ts";
import { findKeycloak } from "./find-keycloak.ts";

const peers: readonly PeerName[] = ["jaeger", "tempo", "collector"];
const packaged: readonly DebianServer[] = ["slapd", "samba", "haproxy"];
const reasons: string[] = [];
for (const name of peers) {
  const found = await findBinary(name);
  if ("missing" in found) reasons.push(found.missing);
}
for (const name of packaged) {
  const found = findDebianProgram(name);
  if ("missing" in found) reasons.push(found.missing);
}
const keycloak = findKeycloak();
if ("missing" in keycloak) reasons.push(keycloak.missing);
if (reasons.length > 0) console.error(`Not tried for real: ${reasons.join("; ")}.`);
process.exit(reasons.length < peers.length + packaged.length + 1 ? 0 : 3);
