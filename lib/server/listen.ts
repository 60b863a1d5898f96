import type { Server, ServerOptions } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** The port that was bound. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const GRACE_MS = 3_000;

/** Lets running requests end; streams that never would are cut after the grace period. */
export function drain(server: Server, graceMs = GRACE_MS): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

export const isWildcard = (host: string): boolean => host === "0.0.0.0" || host === "::" || host === "";

/** How this process reaches itself, and how people do where BASE_URL was left to be derived. */
export function ownUrl(host: string, port: number): string {
  const reachable = isWildcard(host) ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

/** Whoever sends a request's head, or its body, drop by drop holds a socket only so long. Streams are answers: no limit of these ends them. */
export const PATIENCE: ServerOptions = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
  insecureHTTPParser: false,
  // Asked by ourselves, once it is known that the caller may ask at all.
  requireHostHeader: false,
};
/** Each open page holds one or two. */
const MOST_CONNECTIONS = 5_000;
/** Time enough to be told 403. */
const STRANGER_MS = 5_000;

/** A port against those who only hold it: strangers are cut off soon, what is no HTTP is told so in our own words, and all together are bounded. */
export function guardPort(server: Server, isStranger: (peer: string) => boolean, strangerMs = STRANGER_MS): void {
  server.maxConnections = MOST_CONNECTIONS;
  server.on("connection", (socket) => {
    if (!isStranger(socket.remoteAddress ?? "")) return;
    const cut = setTimeout(() => socket.destroy(), strangerMs);
    socket.once("close", () => clearTimeout(cut));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => refuseBytes(error, socket as Socket));
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
};

/** What cannot be read as a request: a PROXY line, TLS, two lengths. Nothing of it is repeated, and the connection, whose next bytes nobody could place, ends. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET" || socket.bytesWritten > 0) return void socket.destroy();
  const status = STATUS[error.code ?? ""] ?? "400 Bad Request";
  const body = JSON.stringify({ type: "/problems/bad-request", title: status.slice(4), status: Number(status.slice(0, 3)) });
  const headers = [
    "connection: close",
    "content-type: application/problem+json",
    `content-length: ${body.length}`,
    "cache-control: no-store",
    "content-security-policy: default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options: nosniff",
    "referrer-policy: same-origin",
  ];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
}
