// Next with nothing behind it but an open gallery: enough to measure and photograph the waterfall without a store or a source.
// node --conditions=react-server e2e/bench/gallery-server.ts PORT [--dev]

import { createServer } from "node:http";
import { join } from "node:path";
import next from "next";
import { provideRuntime, type Runtime } from "../../lib/runtime.ts";

const port = Number(process.argv[2] ?? 0);
const app = next({ dev: process.argv.includes("--dev"), dir: join(import.meta.dirname, "../.."), hostname: "127.0.0.1", port });
provideRuntime({ gallery: true } as Runtime);
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((req, res) => void handle(req, res));
server.listen(port, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}` })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
