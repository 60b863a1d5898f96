import "server-only";
import { gate, type TokenInfo } from "../auth/gate.ts";
import { mayDo } from "../auth/roles.ts";
import type { SessionInfo } from "../auth/session-list.ts";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import {
  parseSessionsQuery,
  type RevokedDto,
  type SessionDto,
  type SessionsDto,
  type SessionsQuery,
  type TokenDto,
  type TokensDto,
} from "../contract/session.ts";
import { runtime } from "../runtime.ts";
import { actorOf, auditAct, auditDenied } from "./audit.ts";
import { forbidden, notFound, type Problem } from "./problem.ts";
import { describeAgent } from "./session-agent.ts";

/** Beyond it a list is not read but searched. */
const MOST_LISTED = 200;

export async function listSessions(viewer: Viewer, params: URLSearchParams): Promise<Result<SessionsDto, Problem>> {
  const query = await readQuery(viewer, params);
  if (!query.ok) return query;
  const found = (await sessionsFor(viewer, query.value.all === "1")).map((one) => sessionToDto(viewer, one));
  return ok(
    cut(
      found.filter(({ person }) => matches(query.value, person.sub, person.name)),
      (one) => one.current,
    ),
  );
}

export async function listTokens(viewer: Viewer, params: URLSearchParams): Promise<Result<TokensDto, Problem>> {
  const query = await readQuery(viewer, params);
  if (!query.ok) return query;
  const found = (await tokensFor(viewer, query.value.all === "1")).map((one) => tokenToDto(viewer, one));
  return ok(
    cut(
      found.filter(({ owner, client }) => matches(query.value, owner, client)),
      (one) => one.current,
    ),
  );
}

/** One's own, always; another's with the right. Who has it not is not told whether there is such a one. */
export async function revokeSession(viewer: Viewer, id: string): Promise<Result<RevokedDto, Problem>> {
  const own = (await sessionsFor(viewer, false)).find((one) => one.id === id);
  const session = own ?? (mayDo(viewer, "sessions") ? (await gate().listSessions()).find((one) => one.id === id) : undefined);
  if (session === undefined) return missing(viewer, "POST /api/v1/sessions/[id]/revoke", "There is no such session.");
  if (!(await gate().revokeSession(id))) return err(notFound("There is no such session."));
  await noteRevoked(viewer, session, own !== undefined);
  return ok({ revoked: 1 });
}

export async function revokeOtherSessions(viewer: Viewer): Promise<Result<RevokedDto, Problem>> {
  let revoked = 0;
  for (const session of await sessionsFor(viewer, false)) {
    if (session.credential === viewer.credential || !(await gate().revokeSession(session.id))) continue;
    await noteRevoked(viewer, session, true);
    revoked++;
  }
  return ok({ revoked });
}

export async function revokeToken(viewer: Viewer, id: string): Promise<Result<RevokedDto, Problem>> {
  const own = (await tokensFor(viewer, false)).some((one) => one.id === id);
  if (!own && !mayDo(viewer, "sessions")) return missing(viewer, "POST /api/v1/tokens/[id]/revoke", "There is no such token.");
  return (await gate().revokeToken(id, actorOf(viewer))) === null ? err(notFound("There is no such token.")) : ok({ revoked: 1 });
}

async function readQuery(viewer: Viewer, params: URLSearchParams): Promise<Result<SessionsQuery, Problem>> {
  const query = parseSessionsQuery(params);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  if (query.value.all !== "1" || mayDo(viewer, "sessions")) return query;
  await auditDenied(viewer, "sessions", "GET /api/v1/sessions?all=1", "forbidden");
  return err(forbidden('Your role does not include the right "sessions".'));
}

async function missing(viewer: Viewer, place: string, detail: string): Promise<Result<never, Problem>> {
  if (!mayDo(viewer, "sessions")) await auditDenied(viewer, "sessions", place, "not one's own");
  return err(notFound(detail));
}

const noteRevoked = (viewer: Viewer, { id, sub }: SessionInfo, own: boolean): Promise<void> =>
  auditAct(viewer, "session.revoked", sub, { session: id, own });

/** A configured client may bear a person's name: it has no sessions, and a person none of its tokens. */
const sessionsFor = async (viewer: Viewer, all: boolean): Promise<readonly SessionInfo[]> =>
  all ? gate().listSessions() : viewer.kind === "person" ? gate().listSessions(viewer.sub) : [];

async function tokensFor(viewer: Viewer, all: boolean): Promise<readonly TokenInfo[]> {
  if (all) return gate().listTokens({});
  const found = await gate().listTokens(viewer.kind === "person" ? { sub: viewer.sub } : { client: viewer.sub });
  return found.filter((one) => isOwn(viewer, one));
}

const isOwn = (viewer: Viewer, { kind, owner }: TokenInfo): boolean =>
  owner === viewer.sub && (kind === "client") === (viewer.kind === "client");

function matches({ name = "" }: SessionsQuery, ...texts: readonly string[]): boolean {
  const wanted = name.toLocaleLowerCase();
  return texts.some((text) => text.toLocaleLowerCase().includes(wanted));
}

function cut<T>(items: readonly T[], isFirst: (item: T) => boolean) {
  const sorted = [...items.filter(isFirst), ...items.filter((one) => !isFirst(one))];
  return { items: sorted.slice(0, MOST_LISTED), total: items.length, asOf: formatInstant(runtime().clock()) };
}

const sessionToDto = (viewer: Viewer, session: SessionInfo): SessionDto => ({
  id: session.id,
  current: session.credential === viewer.credential,
  own: viewer.kind === "person" && session.sub === viewer.sub,
  person: { sub: session.sub, name: session.name },
  ...{ role: session.role, mayReveal: session.mayReveal, address: session.address },
  begunAt: formatInstant(session.begunAt),
  lastSeenAt: formatInstant(session.lastSeenAt),
  confirmedAt: formatInstant(session.confirmedAt),
  endsAt: formatInstant(session.endsAt),
  ...describeAgent(session.agent),
});

const tokenToDto = (viewer: Viewer, token: TokenInfo): TokenDto => ({
  ...{ id: token.id, kind: token.kind, owner: token.owner, client: token.client, scopes: [...token.scopes] },
  current: token.kind === "client" && token.id === viewer.credential,
  own: isOwn(viewer, token),
  createdAt: formatInstant(token.createdAt),
  expiresAt: formatInstant(token.expiresAt),
  lastUsedAt: formatInstantOrNull(token.lastUsedAt),
});
