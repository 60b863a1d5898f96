/** What runs on the hosts inside, outside and between: it sends bytes as they are, or walks through a sign-in as a browser does. */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { openBrowser, signInWith } from "../../../lib/server/browser.ts";
import { answerLines, say } from "./lines.ts";

const PATIENCE_MS = 8_000;

/** Pieces are sent one after the other, each once something came back for the one before. What came until the other side ended, or `until` did. */
function sendRaw(
  host: string,
  port: number,
  pieces: readonly string[],
  tls: boolean,
  until: string | null,
  half: boolean,
): Promise<object> {
  return new Promise((resolve) => {
    const options = { host, port, rejectUnauthorized: false, servername: "" };
    const socket: Socket = tls ? connectTls(options) : connect({ host, port, allowHalfOpen: true });
    let text = "";
    let ended = "time";
    let sent = 0;
    const sendNext = () => {
      const piece = pieces[sent++];
      if (piece !== undefined) socket.write(Buffer.from(piece, "latin1"));
      if (half) socket.end();
    };
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.once(tls ? "secureConnect" : "connect", sendNext);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      sendNext();
      if (until !== null && text.includes(until)) {
        ended = "seen";
        socket.destroy();
      }
    });
    socket.on("end", () => {
      ended = "end";
      socket.end();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      ended = error.code ?? error.message;
    });
    socket.on("close", () => resolve({ text, ended }));
  });
}

/** Follows a stream through TLS; each event seen asks for the next. */
async function followStream(host: string, port: number): Promise<string> {
  const request = (path: string) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const open = (path: string): Socket => {
    const socket = connectTls({ host, port, rejectUnauthorized: false }, () => socket.write(request(path)));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("the stream stands still")));
    return socket;
  };
  let text = "";
  let seen = 0;
  for await (const chunk of open("/stream") as AsyncIterable<Buffer>) {
    text += chunk.toString("latin1");
    for (; text.includes(`event ${seen + 1}\n`); seen++) open("/stream/next").resume();
  }
  return text;
}

/** Which ports take a connection. */
async function scan(host: string): Promise<readonly number[]> {
  const open: number[] = [];
  const knock = (port: number) =>
    new Promise<void>((resolve) => {
      const socket = connect({ host, port }, () => {
        open.push(port);
        socket.destroy();
      });
      socket.on("error", () => undefined).on("close", () => resolve());
    });
  for (let from = 1; from < 65_536; from += 512)
    await Promise.all(Array.from({ length: 512 }, (_, at) => (from + at < 65_536 ? knock(from + at) : null)));
  return open.toSorted((a, b) => a - b);
}

/** Through the login page as a person; then the page itself, a change from it, a change from elsewhere, and the way out. */
async function walkThroughSignIn(base: string, user: string, password: string): Promise<object> {
  const browser = openBrowser();
  const first = await browser.request(`${base}/orders`);
  const { url, response, text } = await signInWith(browser, `${base}/orders`, user, password);
  const cookies = [...browser.cookies.keys()];
  const foreign = await browser.request(`${base}/signout`, { method: "POST", headers: { origin: "https://evil.test" } });
  const own = await browser.request(`${base}/signout`, { method: "POST", headers: { origin: base } });
  const after = await browser.request(`${base}/orders`);
  return {
    ...{ first: first.headers.get("location"), url, status: response.status, text, cookies },
    hsts: response.headers.get("strict-transport-security"),
    ...{ foreign: foreign.status, own: own.status, after: after.status, setCookie: own.headers.getSetCookie() },
  };
}

answerLines(async ({ what, host, port, pieces, tls, until, half, base, user, password }) => {
  if (what === "raw")
    return sendRaw(String(host), Number(port), pieces as string[], tls === true, (until as string | undefined) ?? null, half === true);
  if (what === "scan") return scan(String(host));
  if (what === "stream") return followStream(String(host), Number(port));
  return walkThroughSignIn(String(base), String(user), String(password));
});
say({ ready: true });
