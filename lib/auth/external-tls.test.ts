import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { IssuerUnreachable, makeAskIssuer } from "./external-http.ts";

const missing = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0 ? false : "no openssl is here to make a certificate";

test("an issuer behind a private authority is believed with AUTH_CA, under its own name, and not without", { skip: missing }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "loupe-issuer-tls-"));
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=sso"];
  execFileSync("openssl", [...args, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"], {
    cwd: folder,
    stdio: "pipe",
  });
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => readFileSync(join(folder, name), "utf8"));
  const server = createServer({ key, cert }, (_req, res) => res.end("there"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  try {
    const ask = makeAskIssuer(cert ?? null, 5_000);
    assert.equal((await ask(`https://127.0.0.1:${port}`)).text, "there");
    await assert.rejects(ask(`https://localhost:${port}`), IssuerUnreachable);
    await assert.rejects(makeAskIssuer(null, 5_000)(`https://127.0.0.1:${port}`), /SELF_SIGNED/);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    rmSync(folder, { recursive: true, force: true });
  }
});
