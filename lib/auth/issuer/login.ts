import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Clock } from "../../base/time.ts";
import type { AuthStore } from "../../store/auth-store.ts";
import type { Directory, SignInFailure } from "../directory.ts";
import type { Attempt, Throttle } from "../throttle.ts";
import { DEVICE_CLIENT_ID } from "./clients.ts";
import type { KnownBrowsers } from "./known-browsers.ts";
import { isOwnOrigin } from "./own-origin.ts";
import { escapeHtml, readerOf, sendHtml, sendPage } from "./page-html.ts";
import { mayHtml } from "./pages.ts";
import { readForm } from "./read-form.ts";
import { WORDS } from "./words.ts";

interface LoginParts {
  readonly baseUrl: string;
  readonly provider: () => Provider;
  readonly directory: Directory;
  readonly throttle: Throttle;
  readonly browsers: KnownBrowsers;
  readonly store: AuthStore;
  readonly clock: Clock;
}

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;
type Said = "refused" | "noRole" | "directoryDown" | "throttled";

/** `GET` and `POST /login/<uid>`: one form. `client` is whom `lib/server` found to be calling. */
export function makeLogin(parts: LoginParts) {
  return async (req: IncomingMessage, res: ServerResponse, client: string): Promise<void> => {
    const uid = /^\/login\/([\w-]{1,64})$/.exec((req.url ?? "").split("?")[0] ?? "")?.[1];
    if (!["GET", "HEAD", "POST"].includes(req.method ?? "")) return void res.writeHead(405, { allow: "GET, HEAD, POST" }).end();
    if (req.method === "POST" && !isOwnOrigin(req, parts.baseUrl)) return sendPage(req, res, 403, "foreign");
    const interaction = uid === undefined ? null : await currentOf(parts.provider(), req, res, uid);
    if (interaction === null) return sendPage(req, res, 400, "expired");
    if (req.method !== "POST") return sendForm(req, res, 200, interaction);
    const form = await readForm(req);
    if (!form.ok) return sendPage(req, res, form.error.status, "tooLong");
    const [users, passwords] = [form.value.getAll("user"), form.value.getAll("password")];
    // Said twice, one of them may be what somebody else put there.
    if (users.length !== 1 || passwords.length !== 1) return sendPage(req, res, 400, "tooLong");
    await attempt(parts, req, res, interaction, users[0] ?? "", passwords[0] ?? "", client);
  };
}

/** The interaction must be the one of this URL *and* of this browser's cookie, and not answered yet. */
async function currentOf(provider: Provider, req: IncomingMessage, res: ServerResponse, uid: string): Promise<Interaction | null> {
  try {
    const interaction = await provider.interactionDetails(req, res);
    return interaction.uid === uid && interaction.result?.login === undefined ? interaction : null;
  } catch {
    return null;
  }
}

async function attempt(
  parts: LoginParts,
  req: IncomingMessage,
  res: ServerResponse,
  interaction: Interaction,
  user: string,
  password: string,
  client: string,
) {
  const { throttle, store, clock, browsers } = parts;
  const say = (status: number, said: Said, waitMs = 0): void => sendForm(req, res, status, interaction, said, user, waitMs);
  const tried = await throttle.begin({ guessed: "password", name: user, address: client, browser: browsers.recognise(req, user) });
  if (tried.kind === "wait") return say(429, "throttled", tried.ms);
  const signedIn = await lookAt(parts.directory, tried, user, password);
  const detail = signedIn.ok ? "" : whyNot(signedIn.error);
  const subject = signedIn.ok ? signedIn.value.sub : nameOrNothing(user);
  await store.audit({
    at: clock(),
    actor: subject,
    action: signedIn.ok ? "password-accepted" : "password-refused",
    subject,
    detail: `${detail} from ${client}`.trim(),
  });
  if (signedIn.ok) {
    await tried.succeeded();
    browsers.remember(res, user);
    return parts.provider().interactionFinished(req, res, { login: { accountId: signedIn.value.sub, remember: false } });
  }
  if (signedIn.error.kind === "refused") {
    await tried.failed();
    return say(401, "refused");
  }
  // The directory's silence is nobody's guess; nor is the right password of somebody without a role.
  await tried.released();
  return signedIn.error.kind === "directory-down" ? say(503, "directoryDown") : say(403, "noRole");
}

async function lookAt(directory: Directory, tried: Attempt & { kind: "go" }, user: string, password: string) {
  try {
    // No name holds characters that are not to be seen, and some servers cut a name at the first NUL.
    if (/\p{Cc}/u.test(user)) return { ok: false, error: { kind: "refused" } } as const;
    return await directory.signIn(user, password);
  } catch (fault) {
    await tried.released();
    throw fault;
  }
}

/** For administrators, of whom the audit log is: the page says one thing to all who are refused. */
const whyNot = (failure: SignInFailure): string => ("detail" in failure ? `${failure.kind}: ${failure.detail}` : failure.kind);

/** People type passwords into the wrong field: what does not look like a name is not written down. */
const nameOrNothing = (typed: string): string => (/^[\p{L}\p{N}._@-]{1,64}$/u.test(typed) ? typed : "(not a name)");

function sendForm(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  interaction: Interaction,
  said?: Said,
  user = "",
  waitMs = 0,
): void {
  const reader = readerOf(req.headers);
  const words = WORDS[reader.language];
  const text = said === "throttled" ? words.throttled(Math.ceil(waitMs / 60_000)) : said && words[said];
  const alert = text ? `<p class="bad" role="alert">${text}</p>` : "";
  const { client_id, scope } = interaction.params as { readonly client_id?: string; readonly scope?: string };
  // A password that lets another device in is not to be typed for one's own page.
  const device = client_id === DEVICE_CLIENT_ID ? `<p>${words.deviceSignIn("Loupe (terminal)")}</p>${mayHtml(words, scope)}` : "";
  const shown = user.length <= 256 ? user : "";
  const [onName, onPassword] = shown === "" ? [" autofocus", ""] : ["", " autofocus"];
  // No `action`: the form posts to its own address, where the interaction's cookie is sent.
  const form = `<form method="post"><label>${words.user}<input name="user" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="256" value="${escapeHtml(shown)}"${onName}></label><label>${words.password}<input name="password" type="password" autocomplete="current-password" required maxlength="1024"${onPassword}></label><button type="submit">${words.enter}</button></form>`;
  sendHtml(res, reader, status, words.signIn, alert + device + form, waitMs > 0 ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {});
}
