import { fingerprint } from "../../auth/keys.ts";
import { type Right, rightsOf } from "../../auth/roles.ts";
import { personDn, type TestDirectory } from "../../auth/test-directory.ts";
import { HOUR_MS, unixMs } from "../../base/time.ts";
import { runtime } from "../../runtime.ts";
import { openBrowser, plainFetch, signInWith, type TestBrowser } from "../browser.ts";
import { CLIENTS } from "../leaks/server-for-tests.ts";

/** Somebody who asks. `rights` null: nobody as far as Loupe is to know. */
export interface Caller {
  readonly name: string;
  readonly by: "cookie" | "token" | "nothing";
  readonly headers: Readonly<Record<string, string>>;
  readonly rights: readonly Right[] | null;
}

interface Server {
  readonly url: string;
  readonly tokenUrl: string;
}

/** Those who have lost or never had a credential. */
const NOBODIES: readonly Caller[] = [
  { name: "a stranger", by: "nothing", headers: {}, rights: null },
  { name: "a forged token", by: "token", headers: { authorization: "Bearer forged.token.x" }, rights: null },
  {
    name: "a JWT that nobody signed",
    by: "token",
    headers: {
      authorization: `Bearer ${[{ alg: "none" }, { sub: "root", role: "admin", exp: 4102444800 }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`,
    },
    rights: null,
  },
  { name: "another scheme", by: "token", headers: { authorization: "Basic cm9vdDpyb290LXBhc3N3b3Jk" }, rights: null },
  { name: "a forged cookie", by: "cookie", headers: { cookie: "next-auth.session-token=x" }, rights: null },
];

/** Rita is a developer who may reveal; the others are the directory's own. */
const PEOPLE: readonly { readonly uid: string; readonly rights: readonly Right[] }[] = [
  { uid: "dev", rights: rightsOf("developer", false) },
  { uid: "rita", rights: rightsOf("developer", true) },
  { uid: "lena", rights: rightsOf("lead", false) },
  { uid: "root", rights: rightsOf("admin", false) },
];

export const REVEAL_GROUP = "loupe-reveal";

export function addRita({ people, groups }: TestDirectory): void {
  people.set("rita", { uid: "rita", password: "rita-password", name: "Name of rita" });
  groups.get("loupe-developers")?.add(personDn("rita"));
  groups.set(REVEAL_GROUP, new Set([personDn("rita")]));
}

/** All who will be tried: every role by session and by token, narrower tokens, and every way of having been somebody. */
export async function callCallers(server: Server): Promise<readonly Caller[]> {
  const people: Caller[] = [];
  for (const { uid, rights } of PEOPLE)
    people.push({ name: `${uid}, signed in`, by: "cookie", headers: cookieOf(await signIn(server, uid)), rights });
  const clients: Caller[] = [];
  for (const client of CLIENTS)
    clients.push({ name: `token ${client.id}`, ...(await tokenCaller(server, client)), rights: rightsOf(client.role, false) });
  const [, , admin] = CLIENTS;
  const narrow: Caller[] = [];
  for (const scope of ["read", "audit", "read export"])
    narrow.push({
      name: `token of an admin for "${scope}"`,
      ...(await tokenCaller(server, admin, scope)),
      rights: scope.split(" ") as Right[],
    });
  return [...NOBODIES, ...(await formerSomebodies(server)), ...people, ...clients, ...narrow];
}

export async function signIn({ url }: Server, uid: string): Promise<TestBrowser> {
  const browser = openBrowser();
  await signInWith(browser, `${url}/find`, uid, `${uid}-password`);
  return browser;
}

export const cookieOf = (browser: TestBrowser) => ({
  cookie: [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; "),
});

export async function takeToken(
  { tokenUrl }: Server,
  { id, secret }: { readonly id: string; readonly secret: string },
  scope?: string,
): Promise<string> {
  const answer = await plainFetch(tokenUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: basic(id, secret),
    },
    body: new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) }),
  });
  if (!answer.ok) throw new Error(`no token for ${id}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString("base64")}`;

const tokenCaller = async (server: Server, client: (typeof CLIENTS)[number], scope?: string) =>
  ({ by: "token", headers: { authorization: `Bearer ${await takeToken(server, client, scope)}` } }) as const;

/** Their credentials were good once: the store's own rows are aged or taken away, the cookies and tokens stay as they were given. */
async function formerSomebodies(server: Server): Promise<readonly Caller[]> {
  const { auth, clock } = runtime();
  const [, , admin] = CLIENTS;
  const lost: Caller[] = [];
  const loseSession = async (name: string, lose: (sid: string, browser: TestBrowser) => Promise<unknown>) => {
    const before = new Set((await auth.listSessions()).map(({ sid }) => sid));
    const browser = await signIn(server, "root");
    const cookie = cookieOf(browser);
    const row = (await auth.listSessions()).find(({ sid }) => !before.has(sid));
    if (row === undefined) throw new Error("no session was opened");
    await lose(row.sid, browser);
    lost.push({ name, by: "cookie", headers: cookie, rights: null });
  };
  await loseSession("a session left idle", (sid) => auth.touchSession(sid, { lastSeenAt: unixMs(clock() - 24 * HOUR_MS) }));
  await loseSession("a session past its last hour", async (sid) => {
    const row = await auth.getSession(sid);
    await auth.deleteSessions({ sid });
    if (row) await auth.putSession({ ...row, createdAt: unixMs(clock() - 48 * HOUR_MS) });
  });
  await loseSession("a revoked session", (sid) => auth.deleteSessions({ sid }));
  await loseSession("a session signed out of", (_sid, browser) =>
    browser.request(`${server.url}/signout`, { method: "POST", headers: { origin: server.url } }),
  );

  const expired = await takeToken(server, admin);
  const by = { id: fingerprint(expired) };
  const record = await auth.getIssuerRecord("ClientCredentials", by);
  if (record === null) throw new Error("the token is not kept where it was looked for");
  await auth.putGrantRecord({ ...record, expiresAt: unixMs(clock() - 1) });
  lost.push({ name: "an expired token", by: "token", headers: { authorization: `Bearer ${expired}` }, rights: null });

  const revoked = await takeToken(server, admin);
  const answer = await plainFetch(`${server.tokenUrl}/revocation`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", authorization: basic(admin.id, admin.secret) },
    body: new URLSearchParams({ token: revoked }),
  });
  if (!answer.ok) throw new Error(`revocation answered ${answer.status}`);
  lost.push({ name: "a revoked token", by: "token", headers: { authorization: `Bearer ${revoked}` }, rights: null });
  return lost;
}
