import type { StreamEvents } from "#lib/contract/stream";

/** What a browser's `EventSource` is, as far as it is used here. */
export interface Stream {
  readonly readyState: number;
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(name: string, listen: (event: { readonly data: string }) => void): void;
  close(): void;
}

export type StreamState = "connecting" | "live" | "broken";

interface Options {
  readonly open: () => Stream;
  readonly onState: (state: StreamState) => void;
  readonly onEvent: (event: StreamEvent) => void;
  readonly wait: (ms: number, then: () => void) => () => void;
  /** Refused, and nobody says why: is this reader still signed in? */
  readonly onRefused?: () => void;
}

export type StreamEvent = { readonly [K in keyof StreamEvents]: { readonly name: K; readonly data: StreamEvents[K] } }[keyof StreamEvents];

const NAMES = ["execution", "case", "gap", "resync", "signed-out"] as const satisfies readonly (keyof StreamEvents)[];
const CLOSED = 2;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Keeps a stream of changes open. A browser reconnects by itself after a cut, but gives up for good when it is refused (a proxy's 502 while
 * Loupe restarts): then it is opened again here, with growing pauses. What was missed meanwhile is asked for once it is open again.
 */
export function keepStream({ open, onState, onEvent, wait, onRefused }: Options): () => void {
  let stream: Stream | null = null;
  let pause = FIRST_PAUSE_MS;
  let stopWaiting: (() => void) | null = null;
  let isOver = false;
  let wasBroken = false;
  const connect = (): void => {
    const opened = open();
    stream = opened;
    opened.onopen = () => {
      pause = FIRST_PAUSE_MS;
      onState("live");
      if (wasBroken) onEvent({ name: "resync", data: { at: "" } });
      wasBroken = false;
    };
    opened.onerror = () => {
      if (isOver) return;
      wasBroken = true;
      onState("broken");
      if (opened.readyState !== CLOSED) return;
      onRefused?.();
      stopWaiting?.();
      stopWaiting = wait(pause, connect);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    };
    for (const name of NAMES)
      opened.addEventListener(name, ({ data }) => {
        const read = parse(data);
        if (read !== undefined) onEvent({ name, data: read } as StreamEvent);
      });
  };
  onState("connecting");
  connect();
  return () => {
    isOver = true;
    stopWaiting?.();
    stream?.close();
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
