import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { checkConfig, explainFailure } from "./check-config.ts";
import { DEFAULT_SESSION, type ServerConfig } from "./config.ts";
import { listen } from "./listen.ts";

const good: ServerConfig = {
  baseUrl: "http://loupe.example",
  host: "127.0.0.1",
  port: 0,
  otlp: { host: "127.0.0.1", port: 0 },
  dev: false,
  rootDir: "",
  dataDir: "",
  storeUrl: "",
  authSecret: "x".repeat(40),
  allowedCidrs: ["127.0.0.0/8"],
  trustedProxyCidrs: [],
  directory: {
    url: "ldaps://ldap.example",
    startTls: false,
    caPem: null,
    bindDn: "cn=reader",
    bindPassword: "hunter2",
    userBase: "ou=people",
    userAttribute: "uid",
    groupBase: "ou=groups",
    groupRoles: { leads: "lead" },
    timeoutMs: 1,
  },
  issuer: null,
  apiClients: [],
  sources: ["embedded"],
  chainsFile: null,
  retention: { maxAgeMs: 1, maxBytes: 1 },
  session: DEFAULT_SESSION,
  metricsToken: null,
};

test("a good configuration passes", () => {
  assert.ok(checkConfig(good).allowed.has("127.0.0.1"));
});

test("every fault is told at once by its variable's name, no secret with it", () => {
  const bad: ServerConfig = {
    ...good,
    port: 99_999,
    otlp: { host: "", port: 70_000 },
    authSecret: "hunter3",
    allowedCidrs: ["300.1.1.1/99"],
    directory: { ...good.directory!, url: "foo" },
  };
  assert.throws(
    () => checkConfig(bad),
    ({ message }: Error) =>
      ["PORT=99999", "OTLP_PORT=70000", "AUTH_SECRET", "ALLOWED_CIDRS", "LDAP_URL"].every((name) => message.includes(name)) &&
      !/hunter/.test(message),
  );
});

test("a taken port and a foreign address are told with their cure", async () => {
  const first = createServer();
  const port = await listen(first, "127.0.0.1", 0);
  const taken = await listen(createServer(), "127.0.0.1", port).catch(explainFailure);
  first.close();
  assert.match(String(taken), new RegExp(`port ${port} is taken: .*PORT`));
  assert.match(String(await listen(createServer(), "192.0.2.1", 0).catch(explainFailure)), /192\.0\.2\.1 is no address of this machine/);
  assert.equal(explainFailure(new Error("Loupe does not start: x")), "Loupe does not start: x");
});
