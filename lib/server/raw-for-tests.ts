import { connect } from "node:net";

export interface RawAnswer {
  /** Everything that came until the other side ended. */
  readonly text: string;
  /** Of every answer on the connection, in turn. */
  readonly statuses: readonly number[];
}

/** For tests: bytes as they are, from a loopback address of one's own (`127.0.0.2` is another host than `127.0.0.1`). */
export function sendRaw(url: string, bytes: string, from = "127.0.0.1", patienceMs = 10_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), localAddress: from }, () => socket.write(Buffer.from(bytes, "latin1")));
    let text = "";
    socket.setTimeout(patienceMs, () => socket.destroy(new Error(`no end of the answer: ${text.slice(0, 200)}`)));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    // Whoever refuses ends the connection, before our last byte is sent or after: that is an answer as well.
    socket.on("error", (error: NodeJS.ErrnoException) => (["ECONNRESET", "EPIPE"].includes(error.code ?? "") ? undefined : reject(error)));
    socket.on("close", () =>
      resolve({ text, statuses: [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status)) }),
    );
  });
}

/** A request whose connection ends with its answer. */
export const requestLine = (line: string, headers: readonly string[] = [], body = ""): string =>
  [`${line} HTTP/1.1`, "Host: x", "Connection: close", ...headers, "", body].join("\r\n");
