/** For `otlp-durable.integration.test.ts`: a receiver on a file, in a process that can be killed. Prints its port. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unixMs } from "#lib/base/time";
import { openStore } from "#lib/store/open";
import { createOtlpHandler } from "./otlp.ts";

const store = await openStore({ url: `sqlite:${process.argv[2]}` });
const clock = () => unixMs(Date.now());
const server = createServer(createOtlpHandler({ append: store.spans.append, backlog: store.spans.backlog, clock, log: console.error }));
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
