import type { Right } from "./roles.ts";

/**
 * Who may pass which door: **the one table**. A page is named by its pattern, a call by its method and pattern, as `app/` spells them. What stands
 * here decides (`lib/dal/authorise.ts` refuses what is not named), the code beside it must say the same, and `lib/server/doors/` tries every door
 * of the built app with everybody. A new page or call: one line here. `HEAD` is `GET`.
 */
export const PAGES: Readonly<Record<string, Right>> = {
  "/": "read",
  "/audit": "audit",
  "/board": "read",
  "/cases/[id]": "read",
  "/chains/[chainId]": "read",
  "/coverage": "read",
  "/find": "read",
  "/import": "read",
  "/incidents": "read",
  "/orders/[orderId]": "read",
  "/overview": "read",
  "/privacy": "configure",
  "/report": "report",
  "/services": "read",
  "/services/[service]": "read",
  "/sessions": "read",
  "/settings": "read",
  "/sources": "read",
  "/traces": "read",
  "/traces/[traceId]": "read",
};

export const CALLS: Readonly<Record<string, Right>> = {
  "GET /api/v1/audit": "audit",
  "POST /api/v1/backtests": "deadlines",
  "GET /api/v1/backtests/[id]": "deadlines",
  "POST /api/v1/backtests/[id]/cancel": "deadlines",
  "GET /api/v1/behind": "read",
  "GET /api/v1/board": "read",
  "GET /api/v1/cases": "read",
  "GET /api/v1/cases/[id]": "read",
  "POST /api/v1/cases/[id]/acknowledge": "manage-cases",
  "POST /api/v1/cases/[id]/assign": "manage-cases",
  "POST /api/v1/cases/[id]/comment": "manage-cases",
  "POST /api/v1/cases/[id]/resolve": "manage-cases",
  "POST /api/v1/cases/[id]/snooze": "manage-cases",
  "GET /api/v1/chain-config": "read",
  "POST /api/v1/chain-config/check": "read",
  "POST /api/v1/chain-config/deadlines": "deadlines",
  "POST /api/v1/chain-config/revert": "deadlines",
  "POST /api/v1/chain-config/save": "configure",
  "GET /api/v1/chain-config/versions": "read",
  "GET /api/v1/chain-config/versions/[number]": "read",
  "GET /api/v1/chains": "read",
  "GET /api/v1/chains/[chainId]": "read",
  "GET /api/v1/changes": "read",
  "GET /api/v1/coverage": "read",
  "GET /api/v1/deadlines": "read",
  "GET /api/v1/dependencies": "read",
  "GET /api/v1/executions": "read",
  "GET /api/v1/groups": "read",
  "GET /api/v1/heatmap": "read",
  "GET /api/v1/incidents": "read",
  "GET /api/v1/kpis": "read",
  "GET /api/v1/markers": "read",
  "POST /api/v1/markers": "manage-cases",
  "GET /api/v1/names": "read",
  "POST /api/v1/notifications/test": "configure",
  "GET /api/v1/openapi.json": "read",
  "GET /api/v1/orders": "read",
  "GET /api/v1/orders/[orderId]": "read",
  "GET /api/v1/orders/[orderId]/history": "read",
  "GET /api/v1/orders/[orderId]/waterfall": "read",
  "GET /api/v1/overview": "read",
  "GET /api/v1/privacy": "configure",
  "GET /api/v1/reveals": "reveal",
  "POST /api/v1/reveals": "reveal",
  "POST /api/v1/reveals/[id]/end": "reveal",
  "GET /api/v1/series": "read",
  "GET /api/v1/service": "read",
  "GET /api/v1/services": "read",
  /** One's own; others' with the right `sessions` (`lib/dal/sessions.ts`), and without it as if there were none. */
  "GET /api/v1/sessions": "read",
  "POST /api/v1/sessions/[id]/revoke": "read",
  "POST /api/v1/sessions/revoke-others": "read",
  "GET /api/v1/sources": "read",
  "GET /api/v1/tokens": "read",
  "POST /api/v1/tokens/[id]/revoke": "read",
  "GET /api/v1/traces": "read",
  "GET /api/v1/traces/[traceId]": "read",
  "GET /api/v1/traces/[traceId]/spans/[spanId]": "read",
  "GET /api/v1/traces/[traceId]/waterfall": "read",
  /** Streams: whoever loses the right loses what is open (`lib/dal/stream.ts`). */
  "GET /api/v1/stream": "read",
  /** Nothing is there, and who may not read is not even told that. */
  "GET /api/v1/[...rest]": "read",
  "POST /api/v1/[...rest]": "read",
  "PUT /api/v1/[...rest]": "read",
  "PATCH /api/v1/[...rest]": "read",
  "DELETE /api/v1/[...rest]": "read",
};

/** The same call asked for as a file (`format=csv`, or `Accept: text/csv`) takes a further right. */
export const FILES: Readonly<Record<string, Right>> = {
  "GET /api/v1/audit": "audit",
  "GET /api/v1/series": "export",
};

/** Server Actions of the built app: there are none, and one that appears fails the test until it stands here. */
export const ACTIONS: Readonly<Record<string, Right>> = {};

/** Open to whoever is on the network, each for a reason. `lib/server` answers those below `/oidc`, `/login` and the plain ones itself. */
export const OPEN_DOORS: Readonly<Record<string, string>> = {
  "/signin": "leads to the issuer",
  "/signin/ended": "says that one is signed out",
  "/signin/unavailable": "says that the directory is silent, and leads back to try again",
  "/signin/failed": "says that signing in failed, never why in detail",
  "/signout": "ends the session that it is sent with; asks for our own origin",
  "/denied": "says that a role does not include something",
  "/api/auth/[...nextauth]": "the way back from the issuer; tells a stranger nothing",
  "/api/auth/backchannel-logout": "the company's issuer says that a session is over, in a token that it signed",
  "/gallery": "made-up data, on a developer's own machine only; 404 otherwise",
  "/gallery/sample": "made-up data, on a developer's own machine only; 404 otherwise",
  "/_not-found": "says that nothing is there; not by this address, which is 404",
  "/_global-error": "says that something broke; not by this address, which is 404",
  "/_next/static/[...file]": "scripts, styles and fonts of the build; no data",
  "/icon.svg": "the icon",
  "/healthz": "the process lives",
  "/readyz": "states of parts, no addresses and no error texts",
  "/metrics": "to loopback, or with its own token; 401 otherwise",
  "/oidc/[...call]": "the bundled issuer: OAuth 2.0's own calls, each with its own proof",
  "/login/[...step]": "the bundled issuer's login form",
};

/** Other sockets. */
export const OTHER_PORTS: Readonly<Record<string, string>> = {
  "POST /v1/traces": "OTLP: services send, nothing is read; its own host and port (OTLP_HOST, loopback unless set)",
};
