import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

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
