import { request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The answer is cut off once it has begun: what never ends by itself. */
  readonly headOnly?: boolean;
}

/** The path as it is written, which `fetch` would fold; no redirect is followed. */
export function rawAsk(
  base: string,
  path: string,
  { method = "GET", headers = {}, body = "", headOnly = false }: Asked = {},
): Promise<Answer> {
  const { hostname, port } = new URL(base);
  const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const req = request({ hostname, port, path, method, headers: { ...length, ...headers }, agent: false }, (res) => {
      const answer = { status: res.statusCode ?? 0, headers: res.headers };
      if (headOnly) {
        res.destroy();
        return resolve({ ...answer, text: "" });
      }
      const parts: Buffer[] = [];
      res.on("data", (part: Buffer) => parts.push(part));
      res.on("end", () => resolve({ ...answer, text: Buffer.concat(parts).toString("utf8") }));
      res.on("error", reject);
    });
    req.on("error", reject);
    req.end(body);
  });
}

export const headerOf = ({ headers }: Answer, name: string): string => String(headers[name] ?? "");
