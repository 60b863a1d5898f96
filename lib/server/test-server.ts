import { readCookies } from "../auth/cookies.ts";
import { gate } from "../auth/gate.ts";
import { memoryAuthStore } from "../auth/memory-auth-store.ts";
import { startTestDirectory } from "../auth/test-directory.ts";
import type { Viewer } from "../auth/viewer.ts";
import { unixMs } from "../base/time.ts";
import { createNotifyTally } from "../notify/tally.ts";
import { createCaseTally } from "../pipeline/case-tally.ts";
import type { Runtime } from "../runtime.ts";
import type { AuditEntry, AuthStore } from "../store/auth-store.ts";
import { DEFAULT_SESSION, type ServerConfig } from "./config.ts";
import { type Pages, startServer } from "./main.ts";
import type { Wired } from "./wired.ts";

/** The real server with its real issuer and directory, the store in memory, and a stand-in for Next unless `pages` says otherwise. */
export async function startTestServer(
  change: Partial<ServerConfig> = {},
  withNext: boolean | Pages = false,
  otlp: Wired["otlp"] = null,
  /** Another than the one in memory: several servers over one database. */
  auth: AuthStore | null = null,
) {
  const directory = await startTestDirectory();
  const store = memoryAuthStore();
  let ahead = 0;
  const runtime: Runtime = {
    clock: () => unixMs(Date.now() + ahead),
    chains: { chains: [], orderIdKeys: [], userIdKeys: [] } as unknown as Runtime["chains"],
    config: {} as Runtime["config"],
    settings: {} as Runtime["settings"],
    backtests: {} as Runtime["backtests"],
    said: {} as Runtime["said"],
    sources: [],
    index: { countPlaces: async () => [] } as unknown as Runtime["index"],
    rollups: { listSeries: async () => [], readCells: async () => [] } as unknown as Runtime["rollups"],
    cases: { countOpen: async () => [] } as unknown as Runtime["cases"],
    caseFeed: {} as Runtime["caseFeed"],
    caseTally: createCaseTally(),
    changes: {} as Runtime["changes"],
    auth: auth ?? store,
    audit: { append: store.audit, appendOnce: (entry: AuditEntry) => store.audit(entry).then(() => true) } as unknown as Runtime["audit"],
    reveals: {} as Runtime["reveals"],
    pipeline: { status: () => ({ sources: [], services: [], waitingOrders: 0, unmatched: new Map() }) } as unknown as Runtime["pipeline"],
    pseudonymKey: new Uint8Array(32),
    baseUrl: "",
    notifier: {
      ...{ signal: () => [], tally: createNotifyTally([]), waiting: async () => ({ signals: 0, messages: 0, oldest: null }) },
      test: async () => ({ ok: false, error: "not-found" }),
    },
  };
  const config: ServerConfig = {
    baseUrl: null,
    host: "127.0.0.1",
    port: 0,
    otlp: null,
    dev: false,
    rootDir: new URL("../..", import.meta.url).pathname,
    dataDir: "",
    storeUrl: "",
    authSecret: "a secret of the tests, at least 32 long",
    allowedCidrs: ["127.0.0.0/8"],
    trustedProxyCidrs: [],
    directory: directory.config,
    issuer: null,
    apiClients: [
      { id: "script", secret: "script/secret+1", role: "lead" },
      { id: "viewer", secret: "viewer-secret-2", role: "developer" },
    ],
    sources: [],
    chainsFile: null,
    retention: { maxAgeMs: 1, maxBytes: 1 },
    session: DEFAULT_SESSION,
    metricsToken: null,
    ...change,
  };
  const log: unknown[] = [];
  const start = startServer(config, {
    wire: async () => ({
      runtime,
      pipeline: { start: () => undefined, stop: async () => undefined },
      otlp,
      close: async () => undefined,
    }),
    log: (entry) => void log.push(entry),
    ...(withNext === true ? {} : { pages: async () => (withNext === false ? standIn : withNext) }),
  });
  const running = await start.catch(async (fault: unknown) => {
    await directory.close();
    throw fault;
  });
  return {
    ...running,
    directory,
    store,
    log,
    /** Lets the clock jump ahead. */
    wait(ms: number) {
      ahead += ms;
    },
    async stop() {
      await running.close();
      await directory.close();
    },
  };
}

/** What the routes in `app/` do, without Next: the gate's open routes, and one closed page that says who is looking. */
export const standIn: Pages = {
  async handle(req, res) {
    const url = new URL(req.url ?? "/", gate().baseUrl);
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    const headers = new Headers(
      Object.entries(req.headers).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one] as [string, string])),
    );
    const method = req.method ?? "GET";
    const request = new Request(url, { method, headers, ...(method === "GET" ? {} : { body: Buffer.concat(chunks) }) });
    const answer = await respond(url.pathname, request);
    res.statusCode = answer.status;
    for (const [name, value] of answer.headers) if (name !== "set-cookie") res.setHeader(name, value);
    if (answer.headers.getSetCookie().length > 0) res.setHeader("set-cookie", answer.headers.getSetCookie());
    res.end(await answer.text());
  },
  upgrade: async () => undefined,
  close: async () => undefined,
};

async function respond(path: string, request: Request): Promise<Response> {
  if (path === "/api/auth/backchannel-logout") return gate().backChannelLogout(request);
  if (path.startsWith("/api/auth/")) return gate().handleAuthRoute(request);
  if (path === "/signin") return gate().beginSignIn(request);
  if (path === "/signout") return gate().signOut(request);
  if (path.startsWith("/signin/")) return new Response("open page");
  const bearer = request.headers.get("authorization")?.slice("Bearer ".length);
  const found = bearer ? await gate().viewerOfBearer(bearer) : await gate().viewerOfCookies(readCookies(request.headers.get("cookie")));
  if (found.ok) return Response.json({ viewer: found.value satisfies Viewer, path, headers: Object.fromEntries(request.headers) });
  return path.startsWith("/api/")
    ? Response.json(found.error, { status: 401 })
    : Response.redirect(
        new URL(`/signin?callbackUrl=${encodeURIComponent(request.headers.get("x-loupe-path") ?? "/")}`, gate().baseUrl),
        307,
      );
}
