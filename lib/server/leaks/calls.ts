import { globSync } from "node:fs";
import { join } from "node:path";

const app = join(import.meta.dirname, "..", "..", "..", "app");

/** `app/(signed-in)/orders/[orderId]/page.tsx` → `/orders/[orderId]`: every page and call that Next serves. */
export const patternsOfApp = (): readonly string[] =>
  globSync("**/{page.tsx,route.ts}", { cwd: app })
    .map((file) => `/${file}`.replace(/\/(page\.tsx|route\.ts)$/, "").replace(/\/\([^/]+\)/g, "") || "/")
    .sort();

/** What there is to be asked for, by now. Services are named as Loupe itself names them. */
export interface Known {
  readonly orderId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly caseIds: readonly string[];
  readonly chainIds: readonly string[];
  readonly services: readonly string[];
  readonly backtestId: string;
}

const enc = encodeURIComponent;
const ALL_DAY = () => `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;

/** Nothing to GET there: they change something, or they lead away. Each with its reason; the test asks them all the same and reads the answer. */
const PLAIN = new Set([
  "/",
  "/board",
  "/find",
  "/import",
  "/sources",
  "/denied",
  "/gallery",
  "/gallery/sample",
  "/signin",
  "/signin/ended",
  "/signin/failed",
  "/signin/unavailable",
  "/signout",
  "/api/v1/board",
  "/api/v1/deadlines",
  "/api/v1/openapi.json",
  "/api/v1/overview",
  "/api/v1/sources",
]);

/** Requests for one pattern; null: nobody has said how to ask for it, which fails the test. */
export function callsOf(pattern: string, known: Known): readonly string[] | null {
  if (PLAIN.has(pattern)) return [pattern];
  const make = CALLS[pattern];
  if (make) return make(known);
  return pattern.includes("[") ? null : (GUESSED.find((start) => pattern.startsWith(start)) && [pattern]) || null;
}

/** Sections whose pages and calls need no parameters to show all that they have. */
const GUESSED = [
  "/settings",
  "/audit",
  "/privacy",
  "/sessions",
  "/wall",
  "/api/v1/audit",
  "/api/v1/chain-config",
  "/api/v1/backtests",
  "/api/v1/sessions",
  "/api/v1/tokens",
];

const CALLS: Readonly<Record<string, (known: Known) => readonly string[]>> = {
  "/api/auth/backchannel-logout": () => ["/api/auth/backchannel-logout"],
  "/api/auth/[...nextauth]": () => ["/api/auth/session", "/api/auth/providers", "/api/auth/csrf"],
  "/api/v1/[...rest]": () => ["/api/v1/nothing-there"],
  "/orders/[orderId]": ({ orderId }) => [`/orders/${enc(orderId)}`],
  "/traces": () => ["/traces", "/traces?attribute=operation_name:CreateOrder", "/traces?status=error"],
  "/traces/[traceId]": ({ traceId, spanId }) => [`/traces/${traceId}`, `/traces/${traceId}?span=${spanId}`],
  "/cases/[id]": ({ caseIds }) => caseIds.map((one) => `/cases/${one}`),
  "/chains/[chainId]": ({ chainIds }) => chainIds.map((one) => `/chains/${one}`),
  "/services/[service]": ({ services }) => services.map((one) => `/services/${enc(one)}`),
  ...Object.fromEntries(
    ["/overview", "/coverage", "/incidents", "/report", "/services"].map((page) => [page, () => [page, `${page}?${ALL_DAY()}`]]),
  ),
  "/api/v1/orders": () => ["/api/v1/orders", "/api/v1/orders?state=stuck,failed", "/api/v1/orders?query=leak"],
  "/api/v1/orders/[orderId]": ({ orderId }) => [
    `/api/v1/orders/${enc(orderId)}`,
    `/api/v1/orders/${enc(orderId)}?asOf=${new Date().toISOString()}`,
  ],
  "/api/v1/orders/[orderId]/history": ({ orderId }) => [`/api/v1/orders/${enc(orderId)}/history`],
  "/audit": () => ["/audit", "/audit?verify=1", "/audit?action=order"],
  "/api/v1/audit": () => ["/api/v1/audit", "/api/v1/audit?format=csv", "/api/v1/audit?action=case"],
  "/privacy": ({ traceId }) => ["/privacy", `/privacy?trace=${traceId}`],
  "/api/v1/privacy": ({ traceId }) => [`/api/v1/privacy?trace=${traceId}`],
  "/api/v1/backtests/[id]": ({ backtestId }) => [`/api/v1/backtests/${backtestId}`],
  "/api/v1/backtests/[id]/cancel": ({ backtestId }) => [`/api/v1/backtests/${backtestId}/cancel`],
  "/api/v1/chain-config/versions/[number]": () => ["/api/v1/chain-config/versions/0"],
  "/api/v1/orders/[orderId]/waterfall": ({ orderId }) => [`/api/v1/orders/${enc(orderId)}/waterfall`],
  "/api/v1/traces": () => [
    "/api/v1/traces",
    "/api/v1/traces?status=error&limit=1",
    "/api/v1/traces?spread=4",
    "/api/v1/traces?service=mes-api",
  ],
  "/api/v1/sessions": () => ["/api/v1/sessions", "/api/v1/sessions?all=1", "/api/v1/sessions?all=1&name=a"],
  "/api/v1/sessions/[id]/revoke": () => ["/api/v1/sessions/none/revoke"],
  "/api/v1/tokens": () => ["/api/v1/tokens", "/api/v1/tokens?all=1"],
  "/api/v1/tokens/[id]/revoke": () => ["/api/v1/tokens/none/revoke"],
  "/sessions": () => ["/sessions", "/sessions?all=1"],
  "/api/v1/traces/[traceId]": ({ traceId }) => [`/api/v1/traces/${traceId}`],
  "/api/v1/traces/[traceId]/waterfall": ({ traceId }) => [`/api/v1/traces/${traceId}/waterfall`],
  "/api/v1/traces/[traceId]/spans/[spanId]": ({ traceId, spanId }) => [`/api/v1/traces/${traceId}/spans/${spanId}`],
  "/api/v1/names": ({ services }) => ["/api/v1/names", ...services.map((one) => `/api/v1/names?service=${enc(one)}`)],
  "/api/v1/executions": () => ["/api/v1/executions", "/api/v1/executions?state=stuck&limit=1"],
  "/api/v1/cases": () => ["/api/v1/cases", "/api/v1/cases?limit=1"],
  "/api/v1/cases/[id]": ({ caseIds }) => caseIds.map((one) => `/api/v1/cases/${one}`),
  ...Object.fromEntries(
    ["acknowledge", "assign", "comment", "resolve", "snooze"].map((action) => [
      `/api/v1/cases/[id]/${action}`,
      ({ caseIds }: Known) => caseIds.slice(0, 1).map((one) => `/api/v1/cases/${one}/${action}`),
    ]),
  ),
  "/api/v1/groups": () => ["/api/v1/groups"],
  "/api/v1/chains": () => ["/api/v1/chains", `/api/v1/chains?${ALL_DAY()}`],
  "/api/v1/chains/[chainId]": ({ chainIds }) => chainIds.map((one) => `/api/v1/chains/${one}?${ALL_DAY()}`),
  "/api/v1/services": () => ["/api/v1/services", `/api/v1/services?${ALL_DAY()}`],
  "/api/v1/service": ({ services }) => services.map((one) => `/api/v1/service?name=${enc(one)}&${ALL_DAY()}`),
  ...Object.fromEntries(
    ["changes", "coverage", "dependencies", "incidents", "kpis", "markers"].map((name) => [
      `/api/v1/${name}`,
      () => [`/api/v1/${name}`, `/api/v1/${name}?${ALL_DAY()}`],
    ]),
  ),
  "/api/v1/series": (known) => [
    ...scopesOf(known).map((scope) => series("series", scope)),
    `${series("series", "service:mes-api")}&format=csv`,
  ],
  "/api/v1/heatmap": (known) => scopesOf(known).map((scope) => series("heatmap", scope)),
  "/api/v1/behind": (known) => scopesOf(known).map((scope) => series("behind", scope)),
  "/api/v1/reveals": ({ orderId, traceId }) => [
    "/api/v1/reveals",
    `/api/v1/reveals?subject=${enc(`order/${orderId}`)}`,
    `/api/v1/reveals?subject=trace/${traceId}`,
  ],
  "/api/v1/reveals/[id]/end": () => ["/api/v1/reveals/00000000-0000-4000-8000-000000000000/end"],
  "/api/v1/notifications/test": () => ["/api/v1/notifications/test"],
  /** Asked apart: it does not end. */
  "/api/v1/stream": () => [],
  "/wall": () => ["/wall"],
};

const series = (call: string, scope: string): string => `/api/v1/${call}?scope=${enc(scope)}&${ALL_DAY()}`;

const scopesOf = ({ services, chainIds }: Known): readonly string[] => [
  ...services.flatMap((one) => [`service:${one}`, `operation:${one}/POST /api/v1/orders`, `operation:${one}/orders receive`]),
  ...chainIds.flatMap((one) => [`chain:${one}`, `step:${one}/mes-api`, `step:${one}/crm-api`]),
];
