import { findBinary } from "../peers/find-binary.ts";
import type { PeerServer } from "../peers/run-server.ts";
import { startJaeger } from "../peers/start-jaeger.ts";
import { startTempo } from "../peers/start-tempo.ts";

export interface SearchedPeer extends PeerServer {
  readonly kind: string;
  /** Asks the server itself, in its own interface's way, for the traces that carry the order's id. Answers 200 where it found any, else 404. */
  find(orderId: string): Promise<number>;
}

/** Null, and a line that says why, where it is not to be had. */
export async function startPeer(kind: string): Promise<SearchedPeer | null> {
  const name = kind === "tempo" ? "tempo" : "jaeger";
  const program = await findBinary(name);
  if ("missing" in program) {
    console.log(`${kind}: ${program.missing}`);
    return null;
  }
  const server =
    name === "tempo" ? await startTempo({ binary: program.path }) : await startJaeger({ binary: program.path, maxTraces: 1_000_000 });
  const find = name === "tempo" ? findInTempo : findInJaeger;
  return { ...server, kind, find: (orderId) => find(server.queryUrl, orderId) };
}

/** By v1, the one way that all of Jaeger 2.13 has: it needs a service, and one that every order passes is enough. */
async function findInJaeger(url: string, orderId: string): Promise<number> {
  const question = new URLSearchParams({
    service: "mes-api",
    tags: JSON.stringify({ order_id: orderId }),
    limit: "100",
    ...lastDays(1_000_000),
  });
  const answer = await fetch(`${url}/api/traces?${question}`);
  const { data } = (await answer.json()) as { readonly data: readonly unknown[] | null };
  return data && data.length > 0 ? 200 : 404;
}

async function findInTempo(url: string, orderId: string): Promise<number> {
  const question = new URLSearchParams({ q: `{ span.order_id = "${orderId}" }`, limit: "100", ...lastDays(1) });
  const answer = await fetch(`${url}/api/search?${question}`);
  const { traces = [] } = (await answer.json()) as { readonly traces?: readonly unknown[] };
  return traces.length > 0 ? 200 : 404;
}

function lastDays(perSecond: number): { readonly start: string; readonly end: string } {
  const now = Date.now() / 1_000;
  return { start: String(Math.floor((now - 2 * 86_400) * perSecond)), end: String(Math.ceil((now + 60) * perSecond)) };
}
