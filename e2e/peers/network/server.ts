/** Loupe on its host: the real server with the real issuer and a directory; in place of Next the closed pages' stand-in, and a stream. */

import { unixMs } from "../../../lib/base/time.ts";
import { createOtlpHandler } from "../../../lib/server/otlp.ts";
import { standIn, startTestServer } from "../../../lib/server/test-server.ts";
import { answerLines, say } from "./lines.ts";

const [, , change = "{}"] = process.argv;
let spans = 0;
const otlp = createOtlpHandler({
  append: async (arrived) => {
    spans += arrived.length;
  },
  backlog: () => 0,
  clock: () => unixMs(Date.now()),
  log: () => undefined,
});
let goOn: () => void = () => undefined;
const pages = {
  ...standIn,
  /** Three events, the next only when somebody who saw the one before asks for it: whoever keeps one back on the way waits for ever. */
  async handle(req: Parameters<typeof standIn.handle>[0], res: Parameters<typeof standIn.handle>[1]) {
    if (req.url === "/stream/next") {
      goOn();
      return void res.end("next");
    }
    if (req.url !== "/stream") return standIn.handle(req, res);
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (let n = 1; n <= 3; n++) {
      res.write(`data: event ${n}\n\n`);
      if (n < 3)
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
    }
    res.end();
  },
};
const server = await startTestServer(JSON.parse(change), pages, otlp);
answerLines(async ({ what }) => {
  if (what === "audit") return server.store.listAudit(500);
  if (what === "spans") return spans;
  return server.log;
});
say({ ready: server.otlpUrl });
