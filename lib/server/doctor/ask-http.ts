import http from "node:http";
import https from "node:https";
import { connect, type PeerCertificate } from "node:tls";
import { broken, type Finding, reasonOf, weak } from "./finding.ts";

export interface Asked {
  readonly status: number;
  readonly text: string;
  /** Of the other side's clock against ours, ms; null where it says no time. */
  readonly aheadMs: number | null;
  /** Of its certificate; null without TLS. */
  readonly validTo: Date | null;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

const PATIENCE_MS = 8_000;
const MOST_BYTES = 1_000_000;

/** One question, nothing followed, nothing changed. @throws Error that says why there was no answer */
export function ask(url: string, { headers = {}, ca, cert, key }: AskOptions = {}): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const tls = Object.fromEntries(Object.entries({ ca, cert, key }).filter(([, value]) => value !== undefined));
    const options = { headers: { accept: "application/json", ...headers }, signal: AbortSignal.timeout(PATIENCE_MS), ...tls, agent: false };
    const began = Date.now();
    const req = (url.startsWith("https:") ? https : http).get(url, options, (res) => {
      const socket = res.socket as { getPeerCertificate?: () => PeerCertificate };
      const validTo = socket.getPeerCertificate?.().valid_to;
      const date = Date.parse(res.headers.date ?? "");
      let text = "";
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        if (text.length < MOST_BYTES) text += chunk;
      });
      res.on("error", reject);
      res.on("end", () =>
        resolve({
          ...{ status: res.statusCode ?? 0, text },
          // A `Date` has whole seconds: half a second is what it is on average behind.
          aheadMs: Number.isNaN(date) ? null : date + 500 - (began + Date.now()) / 2,
          validTo: validTo ? new Date(validTo) : null,
        }),
      );
    });
    req.on("error", (error) =>
      reject(error.name === "AbortError" || error.name === "TimeoutError" ? new Error(`no answer in ${PATIENCE_MS / 1000} s`) : error),
    );
  });
}

const MOST_AHEAD_MS = 30_000;
const DAY_MS = 86_400_000;

/** Tokens and spans carry times: clocks that differ make both wrong. */
export function judgeClock(about: string, aheadMs: number | null): readonly Finding[] {
  if (aheadMs === null || Math.abs(aheadMs) <= MOST_AHEAD_MS) return [];
  return [
    weak(about, `its clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? "ahead of" : "behind"} ours`, "set both by NTP"),
  ];
}

export function judgeCertificate(about: string, validTo: Date | null, now: number): readonly Finding[] {
  if (validTo === null || Number.isNaN(validTo.getTime())) return [];
  const days = Math.trunc((validTo.getTime() - now) / DAY_MS);
  if (validTo.getTime() < now) return [broken(about, `its certificate ended ${-days} days ago`, "renew it")];
  return days < 30 ? [weak(about, `its certificate ends in ${days} days`, "renew it")] : [];
}

/** When a TLS server's certificate ends; it is checked elsewhere whether it is the right one. @throws where there is none */
export function certificateEnd(host: string, port: number): Promise<Date> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: PATIENCE_MS }, () => {
      const { valid_to } = socket.getPeerCertificate();
      socket.destroy();
      resolve(new Date(valid_to));
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer")));
    socket.on("error", (error) => reject(new Error(reasonOf(error))));
  });
}
