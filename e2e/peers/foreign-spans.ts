/** What other people's services send into the same server: nothing of it is an order, all of it has to be read, and none of it may stop the rest. */
import type { UnixMs } from "#lib/base/time";
import { unixNs } from "#lib/base/time";
import type { ArrivingSpan, SpanId, TraceId } from "#lib/trace/span";

const bare = <T extends object>(value: T): T => Object.assign(Object.create(null), value);

interface Wish {
  readonly trace: number;
  readonly id: number;
  readonly parent?: number;
  readonly service?: string;
  readonly name?: string;
  readonly attributes?: ArrivingSpan["attributes"];
  readonly durationNs?: number;
}

/** @param at when they begin
 *  @param burst so many traces begin in one microsecond */
export function foreignSpans(at: UnixMs, burst = 700): readonly ArrivingSpan[] {
  const span = ({
    trace,
    id,
    parent,
    service = "strange.shop",
    name = "GET /",
    attributes = {},
    durationNs = 1e6,
  }: Wish): ArrivingSpan => ({
    traceId: `f0e1${trace.toString(16).padStart(28, "0")}` as TraceId,
    spanId: `f${id.toString(16).padStart(15, "0")}` as SpanId,
    parentSpanId: parent === undefined ? null : (`f${parent.toString(16).padStart(15, "0")}` as SpanId),
    name,
    kind: "server",
    startUnixNs: unixNs(BigInt(Math.floor(at) + (id % 1_000)) * 1_000_000n),
    durationNs,
    status: { code: "unset", message: null },
    attributes: bare(attributes),
    events: [],
    links: [],
    resource: { service, instance: null, version: null, attributes: bare({ "service.name": service }) },
    scope: { name: "foreign", version: null },
    traceState: null,
  });
  return [
    // Wide: more spans than any search shows of a trace.
    ...Array.from({ length: 2_500 }, (_, index) => span({ trace: 1, id: index + 1, parent: index === 0 ? undefined : 1 })),
    // Deep.
    ...Array.from({ length: 400 }, (_, index) => span({ trace: 2, id: index + 1, parent: index === 0 ? undefined : index })),
    // Parents in a circle, a parent that never came, nothing that lasts.
    span({ trace: 3, id: 1, parent: 2 }),
    span({ trace: 3, id: 2, parent: 1, durationNs: 0 }),
    span({ trace: 4, id: 1, parent: 99 }),
    // Names and values that somebody's parser may trip over.
    span({ trace: 5, id: 1, service: 'a"b\\c `{}` Заказ 💍', name: "<script>", attributes: { "": "", "a b.c": 'x" || true', n: 2 ** 53 } }),
    span({ trace: 6, id: 1, attributes: { text: "y".repeat(12_000), list: ["1", "2"] } }),
    ...Array.from({ length: burst }, (_, index) => span({ trace: 1_000 + index, id: 7 })),
  ];
}
