import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TLSSocket } from "node:tls";
import { createHttpClient } from "./create-http-client.ts";
import type { HttpClientOptions } from "./http-client.ts";

const folder = mkdtempSync(join(tmpdir(), "loupe-tls-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const pem = (name: string) => readFileSync(join(folder, name), "utf8");

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
}

function hasOpenssl(): boolean {
  try {
    openssl("version");
    return true;
  } catch {
    return false;
  }
}

/** A private CA, a server certificate for 127.0.0.1 and a client's, as a company has them. */
function makeCertificates(): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Private CA");
  writeFileSync(join(folder, "san"), "subjectAltName=IP:127.0.0.1\n");
  for (const name of ["server", "client"]) {
    openssl("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    openssl(
      ..."x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san".split(" "),
      ...["-in", `${name}.csr`, "-out", `${name}.pem`],
    );
  }
}

const skip = hasOpenssl() ? false : "no openssl here to make certificates with";

test("a private CA is trusted when given, a client certificate is shown; without either it is unreachable, as TLS", { skip }, async () => {
  makeCertificates();
  const server = createServer(
    { key: pem("server.key"), cert: pem("server.pem"), ca: pem("ca.pem"), requestCert: true, rejectUnauthorized: true },
    (request, response) => void response.end(JSON.stringify((request.socket as TLSSocket).getPeerCertificate().subject.CN)),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (tls: HttpClientOptions["tls"]) => {
    const client = createHttpClient({ source: "tempo", baseUrl, tls, retries: 0 });
    const answer = await client.get("/");
    client.close();
    return answer;
  };
  try {
    const good = await ask({ caPem: pem("ca.pem"), clientCertPem: pem("client.pem"), clientKeyPem: pem("client.key") });
    assert.ok(good.ok);
    assert.equal(Buffer.from(good.value.bytes).toString(), '"client"');
    const stranger = await ask(undefined);
    assert.ok(!stranger.ok && stranger.error.kind === "unreachable" && stranger.error.reason === "tls");
    const nameless = await ask({ caPem: pem("ca.pem") });
    assert.ok(!nameless.ok && nameless.error.kind === "unreachable");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
