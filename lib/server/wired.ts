import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "../runtime.ts";
import type { ServerConfig } from "./config.ts";

/** What `lib/wiring.ts` picks and makes; the server starts and stops it. */
export interface Wired {
  readonly runtime: Runtime;
  readonly pipeline: { start(): void; stop(): Promise<void> };
  /** Answers `POST /v1/traces`; null where no embedded source is configured. */
  readonly otlp: ((req: IncomingMessage, res: ServerResponse) => void) | null;
  /** After everything else has stopped. */
  close(): Promise<void>;
}

/** `baseUrl` is known by then, even where a free port was asked for. */
export type Wire = (config: ServerConfig & { readonly baseUrl: string }) => Promise<Wired>;
