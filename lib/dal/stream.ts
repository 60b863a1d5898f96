import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import type { StreamEvents } from "../contract/stream.ts";
import { runtime } from "../runtime.ts";
import { authorise } from "./authorise.ts";
import { currentHub } from "./event-hub.ts";
import { createEventQueue } from "./event-queue.ts";
import { respondProblem } from "./problem.ts";

const BEAT_MS = 15_000;
/** Who may not look any more is cut off within this: one row is read for each stream that often. */
const CHECK_MS = 5_000;
const MOST_STREAMS = 300;
const MOST_OF_ONE = 30;

const open = new Map<string, number>();

/**
 * Server-sent events of what changes, masked as everywhere, for as long as the viewer may look. A client that reconnects with `Last-Event-ID` is
 * told what it missed, or to ask the lists again.
 */
export function openStream(viewer: Viewer, request: Request): Response {
  const who = `${viewer.kind} ${viewer.sub}`;
  const all = [...open.values()].reduce((sum, count) => sum + count, 0);
  if (all >= MOST_STREAMS || (open.get(who) ?? 0) >= MOST_OF_ONE)
    return respondProblem({ kind: "too-many-requests", retryAfterMs: BEAT_MS });
  const hub = currentHub();
  const wanted = readNames(request);
  const queue = createEventQueue(hub.resync, () => end());
  const forget = hub.listen((event) => {
    if (wanted === null || wanted.has(event.name)) queue.send(event);
  });
  const beat = setInterval(queue.beat, BEAT_MS);
  let checking = false;
  const check = setInterval(() => {
    if (checking) return;
    checking = true;
    whyOut(request)
      .then((why) => {
        if (why === null) return;
        queue.send({ ...hub.resync(), name: "signed-out", data: JSON.stringify({ why }) });
        queue.close();
      })
      .finally(() => {
        checking = false;
      });
  }, CHECK_MS);
  const { closing } = runtime();
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    forget();
    clearInterval(beat);
    clearInterval(check);
    closing?.removeEventListener("abort", queue.close);
    request.signal.removeEventListener("abort", queue.close);
    const left = (open.get(who) ?? 1) - 1;
    if (left > 0) open.set(who, left);
    else open.delete(who);
  };
  open.set(who, (open.get(who) ?? 0) + 1);
  closing?.addEventListener("abort", queue.close);
  request.signal.addEventListener("abort", queue.close);
  const last = request.headers.get("last-event-id");
  if (last !== null && last !== "")
    for (const event of hub.after(last) ?? [hub.resync()]) if (wanted === null || wanted.has(event.name)) queue.send(event);
  if (closing?.aborted || request.signal.aborted) queue.close();
  return new Response(queue.body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Nothing on the way may compress it, which would hold it back.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** Null: may go on looking. Not a request of its own: a stream that stays open keeps no session from being idle. */
async function whyOut(request: Request): Promise<StreamEvents["signed-out"]["why"] | null> {
  try {
    const still = await authorise(request, "read", true);
    if (still.ok) return null;
    return still.error.kind === "directory-down" ? "directory-unavailable" : still.error.kind === "forbidden" ? "forbidden" : "ended";
  } catch {
    return "ended";
  }
}

/** `?events=case,gap`: only those; `resync` and `signed-out` always. */
function readNames(request: Request): ReadonlySet<string> | null {
  const asked = new URL(request.url).searchParams.getAll("events").flatMap((names) => names.split(",").filter((name) => name !== ""));
  return asked.length === 0 ? null : new Set([...asked, "resync"]);
}
