import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback, type Networks } from "../auth/network.ts";
import { isThisHost, whoCalls } from "./caller.ts";
import { answerRefused } from "./otlp-answer.ts";
import type { Refusal } from "./refusals.ts";

interface Door {
  readonly trusted: Networks;
  readonly senders: Networks;
  /** Where nobody said who may send: this machine, by whichever of its addresses. */
  readonly takesOwnHost: boolean;
  refused(refusal: Refusal): void;
}

type Handle = (req: IncomingMessage, res: ServerResponse) => void;

/** Spans are taken from the networks they may come from, by the same walk as pages: what anybody could send would be what people believe of orders. */
export function guardSpans(handle: Handle, door: Door): { readonly accept: Handle; isStranger(peer: string): boolean } {
  const accept: Handle = (req, res) => {
    const { peer, client } = whoCalls(req, door.trusted);
    if (client !== null && (door.senders.has(client) || (door.takesOwnHost && isThisHost(req)))) return handle(req, res);
    door.refused({ peer, client, why: "spans-not-allowed", place: "OTLP" });
    const isJson = (req.headers["content-type"] ?? "").startsWith("application/json");
    answerRefused(res, isJson ? "json" : "protobuf", {
      status: 403,
      message: "This address is on none of the networks that may send spans (OTLP_ALLOWED_CIDRS)",
      headers: { "x-content-type-options": "nosniff", "cache-control": "no-store" },
      close: true,
    });
    req.resume();
  };
  return { accept, isStranger: (peer) => !door.senders.has(peer) && !door.trusted.has(peer) && !isLoopback(peer) };
}
