import type { TraceId } from "#lib/trace/span";
import { groupV1, type RawTrace } from "./to-trace.ts";
import { readV1Trace } from "./v1-bytes.ts";
import { readV1Traces } from "./wire.ts";

/**
 * v1 is asked once per service, and a trace over four services comes four times, whole: parsing all of that is most of a scan's work.
 * Go writes `{"data":[{"traceID":"…","spans":[…],…},{"traceID":…}],"total":…}`, and inside of a JSON string every quote is escaped,
 * so that these marks stand nowhere but where they mean it. Cut there, a trace of the same id and length as one just read is the same
 * (spans are only ever added), and is not parsed again.
 */
const HEAD = Buffer.from('{"data":[{"traceID":"');
const SPANS = Buffer.from('","spans":[');
const OPENING = '{"traceID":"';
const TAIL = Buffer.from('],"total":');

/** Of JSON whose traces are remembered; decoded they are about as large. */
const MOST_BYTES = 32 * 2 ** 20;

export interface V1Reader {
  read(bytes: Uint8Array): { readonly traces: ReadonlyMap<TraceId, RawTrace>; readonly errors: readonly string[] };
}

export function createV1Reader(): V1Reader {
  const known = new Map<string, { readonly length: number; readonly traces: ReadonlyMap<TraceId, RawTrace> }>();
  let knownBytes = 0;
  const remember = (id: string, length: number, traces: ReadonlyMap<TraceId, RawTrace>) => {
    knownBytes += length - (known.get(id)?.length ?? 0);
    known.delete(id);
    known.set(id, { length, traces });
    for (const [oldest, entry] of known) {
      if (knownBytes <= MOST_BYTES) break;
      known.delete(oldest);
      knownBytes -= entry.length;
    }
  };
  return {
    read(bytes) {
      const cut = cutTraces(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (!cut) {
        const { traces, errors } = readV1Traces(bytes);
        return { traces: groupV1(traces), errors };
      }
      const traces = new Map<TraceId, RawTrace>();
      for (const { id, slice } of cut.traces) {
        let entry = known.get(id);
        if (entry?.length !== slice.length) {
          const usual = readV1Trace(slice);
          const traces = usual ? new Map([[usual.traceId, usual]]) : groupV1(readV1Traces(wrap(slice)).traces);
          entry = { length: slice.length, traces };
          remember(id, slice.length, entry.traces);
        }
        for (const [traceId, trace] of entry.traces) traces.set(traceId, trace);
      }
      return { traces, errors: readV1Traces(cut.rest).errors };
    },
  };
}

const wrap = (slice: Buffer): Buffer => Buffer.concat([Buffer.from('{"data":['), slice, Buffer.from("]}")]);

/** Null: not in the form above, e.g. through a proxy that writes JSON anew. */
function cutTraces(
  bytes: Buffer,
): { readonly traces: readonly { readonly id: string; readonly slice: Buffer }[]; readonly rest: Buffer } | null {
  if (!bytes.subarray(0, HEAD.length).equals(HEAD)) return null;
  const end = bytes.lastIndexOf(TAIL);
  const starts: { readonly id: string; readonly at: number }[] = [];
  for (let at = bytes.indexOf(SPANS); at >= 0; at = bytes.indexOf(SPANS, at + SPANS.length)) {
    // At most 32 digits of id stand between the opening and here.
    const before = bytes.toString("latin1", Math.max(0, at - 32 - OPENING.length), at);
    const opening = before.lastIndexOf(OPENING);
    if (opening < 0) return null;
    starts.push({ id: before.slice(opening + OPENING.length), at: at - (before.length - opening) });
  }
  if (end < 0 || starts[0]?.at !== HEAD.length - OPENING.length) return null;
  const traces = starts.map(({ id, at }, i) => ({ id, slice: bytes.subarray(at, i + 1 < starts.length ? starts[i + 1]!.at - 1 : end) }));
  return { traces, rest: Buffer.concat([Buffer.from('{"data":['), bytes.subarray(end)]) };
}
