import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { personDn, startTestDirectory } from "../../auth/test-directory.ts";
import { HOUR_MS } from "../../base/time.ts";
import { DEFAULT_SESSION, type ServerConfig } from "../config.ts";
import { startServer } from "../main.ts";

export const CLIENTS = [
  { id: "as-developer", secret: "developer-secret-1", role: "developer" },
  { id: "as-lead", secret: "leads-own-secret-1", role: "lead" },
  { id: "as-admin", secret: "admins-own-secret1", role: "admin" },
] as const;

export const REVEALER = "dpo";

/**
 * The whole of Loupe as it runs in production: real pages, real store, real pipeline, a directory on loopback, a route that tells of everything.
 * All that the process says on stderr and stdout is kept.
 */
export async function startWholeServer(hookUrl: string, change: (config: ServerConfig) => Partial<ServerConfig> = () => ({})) {
  const folder = mkdtempSync(join(tmpdir(), "loupe-leaks-"));
  const routes = join(folder, "routes.yaml");
  writeFileSync(
    routes,
    `version: 1\ntargets:\n  - { id: hook, kind: webhook, url: "${hookUrl}", secret: sixteen-characters-or-more }\nroutes:\n  - { id: all, target: hook }\n`,
  );
  const said: string[] = [];
  const restore = [process.stderr, process.stdout].map((stream) => listenTo(stream, (text) => said.push(text)));
  const directory = await startTestDirectory();
  // The one who may reveal, as the company's directory would say it.
  directory.people.set(REVEALER, { uid: REVEALER, password: `${REVEALER}-password`, name: "Dina Protector" });
  for (const group of ["loupe-developers", "loupe-personal-data"])
    directory.groups.set(group, new Set([...(directory.groups.get(group) ?? []), personDn(REVEALER)]));
  const groupRoles = { ...directory.config.groupRoles, "loupe-personal-data": "reveal" };
  const config: ServerConfig = {
    ...{ baseUrl: null, host: "127.0.0.1", port: 0, otlp: { host: "127.0.0.1", port: 0 }, dev: false },
    ...{ rootDir: new URL("../../..", import.meta.url).pathname, dataDir: folder, storeUrl: `sqlite:${join(folder, "loupe.db")}` },
    ...{ authSecret: "a secret of the leak test, at least 32 long", allowedCidrs: ["127.0.0.0/8"], trustedProxyCidrs: [] },
    ...{
      directory: { ...directory.config, groupRoles },
      issuer: null,
      apiClients: CLIENTS,
      sources: ["embedded"],
      chainsFile: null,
      routesFile: routes,
    },
    ...{ retention: { maxAgeMs: 24 * HOUR_MS, maxBytes: 1e9 }, session: DEFAULT_SESSION, metricsToken: null },
  };
  const running = await startServer({ ...config, ...change(config) });
  return {
    ...running,
    said,
    directory,
    async stop() {
      await running.close();
      await directory.close();
      for (const give of restore) give();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Reads along; what is written goes on to where it went. */
function listenTo(stream: NodeJS.WriteStream, tell: (text: string) => void): () => void {
  const write = stream.write;
  stream.write = function (this: NodeJS.WriteStream, ...args: unknown[]) {
    const [chunk] = args;
    tell(typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString("utf8"));
    return Reflect.apply(write, stream, args) as boolean;
  } as typeof stream.write;
  return () => {
    stream.write = write;
  };
}

export async function tokenOf(server: { readonly tokenUrl: string }, { id, secret }: (typeof CLIENTS)[number]): Promise<string> {
  const answer = await fetch(server.tokenUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString("base64")}`,
    },
    body: "grant_type=client_credentials",
  });
  if (!answer.ok) throw new Error(`no token for ${id}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
