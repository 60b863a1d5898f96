import type { ServerConfig } from "../config.ts";

/** For tests: a configuration without a fault, of a company that has a directory, a proxy and a VPN. */
export const SOUND: ServerConfig = {
  baseUrl: "https://loupe.example.internal",
  host: "10.0.0.7",
  port: 3000,
  otlp: { host: "10.0.0.7", port: 4318 },
  otlpAllowedCidrs: ["10.20.0.0/24"],
  dev: false,
  rootDir: "/nonexistent",
  dataDir: "/nonexistent",
  storeUrl: "postgres://loupe:uP7xQ2mK9vR4tZ8w@db.internal/loupe?sslmode=verify-full",
  authSecret: "Zk3vYqT8mWn2RjXc5bLh7dPf9gSa4uEo6iKy1tNr",
  allowedCidrs: ["10.8.0.0/16"],
  trustedProxyCidrs: ["10.0.0.5/32"],
  directory: {
    ...{ url: "ldaps://ldap.example.internal", startTls: false, caPem: null },
    ...{ bindDn: "cn=reader", bindPassword: "Vb7nQw2xLk9m", userBase: "ou=people", userAttribute: "uid", groupBase: "ou=groups" },
    ...{ groupRoles: { devs: "developer", heads: "admin" }, timeoutMs: 500 },
  },
  issuer: null,
  apiClients: [{ id: "grafana", role: "lead", secret: "Qm4xT9vB2nK7wR5yZ8cL3pJ6" }],
  sources: ["embedded"],
  chainsFile: null,
  retention: { maxAgeMs: 1, maxBytes: 1 },
  session: { idleMs: 1_800_000, absoluteMs: 43_200_000, recheckMs: 60_000, graceMs: 900_000 },
  metricsToken: "Hs8dF3kP6wZ1xV9bN4mQ7rT2",
};
