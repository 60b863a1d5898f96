import { MINUTE_MS, type UnixMs, unixMs } from "../base/time.ts";
import { ALLOWED_LATENESS_MS } from "./context.ts";

/** While only a watermark is waited for: its service may be heard of at any moment. */
const POLL_MS = 3_000;

/** After `deadline` nothing can be said before the watermark has passed it, which takes the allowed lateness at the least. */
export const afterPending = (now: UnixMs, deadline: UnixMs): UnixMs =>
  unixMs(now < deadline ? deadline : Math.max(now + POLL_MS, deadline + ALLOWED_LATENESS_MS));

/** A sentence that says "for 37 min" is written anew when its figure would change by some 3 %, and at most once a minute. */
export const whenWordsChange = (since: UnixMs, now: UnixMs): UnixMs => unixMs(now + Math.max(MINUTE_MS, (now - since) * 0.03));

/** Rule 5: closed executions are looked at once more, when what was late has come. */
export const LOOK_AGAIN_MS = 10 * MINUTE_MS;

export const lookAgain = (endMs: UnixMs, now: UnixMs): UnixMs | null =>
  now < endMs + LOOK_AGAIN_MS ? unixMs(endMs + LOOK_AGAIN_MS) : null;
