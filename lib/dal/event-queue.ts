/** What one server-sent event is on the wire, without its end. */
export interface WireEvent {
  readonly id: string;
  readonly name: string;
  /** JSON, on one line. */
  readonly data: string;
}

const encoder = new TextEncoder();
/** So much may wait for a slow client; what comes beyond it is not kept: it is told to ask the lists again. */
const MOST_WAITING_BYTES = 256 * 1024;

export interface EventQueue {
  readonly body: ReadableStream<Uint8Array>;
  send(event: WireEvent): void;
  /** A comment: keeps proxies from closing what is quiet. */
  beat(): void;
  close(): void;
}

/** One client's stream, of bounded size however slowly it reads. `resync` is made when it is needed, with the newest id. */
export function createEventQueue(resync: () => WireEvent, onClose: () => void): EventQueue {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let lost = false;
  const end = () => {
    if (controller === null) return;
    controller = null;
    onClose();
  };
  const write = (text: string) => controller?.enqueue(encoder.encode(text));
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        // Some text at once: proxies and browsers tell that the stream is open when its first bytes come.
        write("retry: 2000\n: loupe\n\n");
      },
      pull() {
        if (!lost) return;
        lost = false;
        write(onWire(resync()));
      },
      cancel: end,
    },
    { highWaterMark: MOST_WAITING_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  const hasRoom = () => (controller?.desiredSize ?? 0) > 0;
  return {
    body,
    send(event) {
      if (lost || !hasRoom()) lost = true;
      else write(onWire(event));
    },
    beat() {
      if (hasRoom()) write(":\n\n");
    },
    close() {
      const open = controller;
      end();
      open?.close();
    },
  };
}

const onWire = ({ id, name, data }: WireEvent): string => `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`;
