import assert from "node:assert/strict";
import { test } from "node:test";
import { keepStream, type Stream } from "./live-stream.ts";

/** A stream that a test drives: it opens, breaks, is refused, tells. */
function makeLine() {
  const opened: (Stream & { readyState: number; tell: (name: string, data: string) => void; isClosed: boolean })[] = [];
  const open = (): Stream => {
    const listeners = new Map<string, (event: { readonly data: string }) => void>();
    const stream = {
      readyState: 0,
      onopen: null,
      onerror: null,
      isClosed: false,
      addEventListener: (name: string, listen: (event: { readonly data: string }) => void) => void listeners.set(name, listen),
      close() {
        this.isClosed = true;
      },
      tell: (name: string, data: string) => listeners.get(name)?.({ data }),
    };
    opened.push(stream);
    return stream;
  };
  const pauses: number[] = [];
  const waiting: (() => void)[] = [];
  const states: string[] = [];
  const events: string[] = [];
  const stop = keepStream({
    open,
    onState: (state) => states.push(state),
    onEvent: ({ name }) => events.push(name),
    wait: (ms, then) => {
      pauses.push(ms);
      waiting.push(then);
      return () => waiting.splice(waiting.indexOf(then), 1);
    },
  });
  const refuse = () => {
    const stream = opened.at(-1)!;
    stream.readyState = 2;
    stream.onerror?.();
  };
  return { opened, pauses, waiting, states, events, stop, refuse };
}

test("a stream that is cut says so and lets the browser reconnect; open again, what was missed is asked for", () => {
  const line = makeLine();
  line.opened[0]!.onopen?.();
  line.opened[0]!.onerror?.();
  line.opened[0]!.onopen?.();
  assert.deepEqual(line.states, ["connecting", "live", "broken", "live"]);
  assert.deepEqual(line.events, ["resync"]);
  assert.equal(line.opened.length, 1);
});

test("a stream that is refused is opened again, with pauses that grow to half a minute and begin anew after success", () => {
  const line = makeLine();
  for (let time = 0; time < 7; time++) {
    line.refuse();
    line.waiting.shift()?.();
  }
  assert.deepEqual(line.pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  line.opened.at(-1)!.onopen?.();
  line.refuse();
  assert.equal(line.pauses.at(-1), 1_000);
});

test("what cannot be read is left out, what can is told by its name", () => {
  const line = makeLine();
  line.opened[0]!.tell("case", "{");
  line.opened[0]!.tell("case", "{}");
  line.opened[0]!.tell("unheard-of", "{}");
  assert.deepEqual(line.events, ["case"]);
});

test("who leaves the page closes the stream, and no pause opens it again", () => {
  const line = makeLine();
  line.refuse();
  line.stop();
  assert.deepEqual([line.waiting.length, line.opened[0]!.isClosed], [0, true]);
});
