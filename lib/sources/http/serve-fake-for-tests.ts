import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeBackend {
  answer(
    path: string,
    query: Readonly<Record<string, string>>,
  ): { readonly status: number; readonly contentType: string; readonly body: string };
}

/** A fake backend behind a real socket on loopback. */
export async function serveFake(fake: FakeBackend): Promise<{ readonly url: string; stop(): Promise<void> }> {
  // Go allows a megabyte of headers; Node's 16 kB would refuse long ids.
  const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
    const url = new URL(request.url!, "http://localhost");
    const { status, contentType, body } = fake.answer(url.pathname, Object.fromEntries(url.searchParams));
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
