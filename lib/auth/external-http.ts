import { request as plain } from "node:http";
import { request as secure } from "node:https";

/** An issuer's answer, whole. */
export interface IssuerAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export interface IssuerQuestion {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** Why the issuer could not be asked: for logs, without anything secret. */
export class IssuerUnreachable extends Error {}

export type AskIssuer = (url: string, question?: IssuerQuestion) => Promise<IssuerAnswer>;

const MOST_BYTES = 2_000_000;
const MOST_HOPS = 3;

/** From asking to the last byte; nothing is kept open afterwards, so that a stopped and started issuer is simply asked again. */
export function makeAskIssuer(caPem: string | null, timeoutMs: number): AskIssuer {
  const askOnce = (url: URL, question: IssuerQuestion): Promise<IssuerAnswer & { readonly location: string | undefined }> =>
    new Promise((resolve, reject) => {
      const body = question.form === undefined ? null : new URLSearchParams(question.form).toString();
      const headers = {
        accept: "application/json",
        ...(body === null
          ? {}
          : { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)) }),
        ...question.headers,
      };
      const options = { method: question.method ?? "GET", headers, agent: false as const, signal: AbortSignal.timeout(timeoutMs) };
      const fail = (error: Error): void => reject(new IssuerUnreachable(`${url.host}: ${reasonOf(error)}`));
      const take = (answer: import("node:http").IncomingMessage): void => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) answer.destroy(new Error("its answer is too long"));
          else chunks.push(chunk);
        });
        answer.on("error", fail);
        answer.on("end", () => {
          const contentType = answer.headers["content-type"] ?? "";
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: answer.statusCode ?? 0, contentType, text, location: answer.headers.location });
        });
      };
      const asked =
        url.protocol === "https:" ? secure(url, { ...options, ...(caPem === null ? {} : { ca: caPem }) }, take) : plain(url, options, take);
      asked.on("error", fail);
      asked.end(body ?? undefined);
    });

  return async (address, question = {}) => {
    let url = addressOf(address);
    for (let hop = 0; ; hop++) {
      const answer = await askOnce(url, question);
      // What carries a secret is sent to nobody else.
      const mayFollow = question.form === undefined && question.headers?.["authorization"] === undefined && hop < MOST_HOPS;
      if (!mayFollow || answer.location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return answer;
      const next = addressOf(new URL(answer.location, url).href);
      if (url.protocol === "https:" && next.protocol !== "https:") throw new IssuerUnreachable(`${url.host}: it leads from https to http`);
      url = next;
    }
  };
}

function addressOf(text: string): URL {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new IssuerUnreachable("not an http address");
  return new URL(text);
}

const reasonOf = (error: Error): string =>
  error.name === "TimeoutError" || error.name === "AbortError"
    ? "no answer in time"
    : ((error as NodeJS.ErrnoException).code ?? error.message);

/** An object, or a failure that says what came instead. */
export function readObject(answer: IssuerAnswer, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch {
    throw new IssuerUnreachable(`${what}: answered ${answer.status}, not with JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new IssuerUnreachable(`${what}: answered with no object`);
  return value as Readonly<Record<string, unknown>>;
}
