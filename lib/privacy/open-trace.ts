import type { Span, Trace } from "../trace/span.ts";
import { maskTraceWith } from "./mask-trace.ts";
import type { Masker } from "./masker.ts";

/**
 * A trace of which some spans are opened and the rest is masked as ever. A trace may work for several orders at once: who gave a reason for one of
 * them sees nothing of the others' people.
 */
export function openTraceWith(masker: Masker, opener: Masker, trace: Trace, isOpen: (span: Span) => boolean): Trace {
  const open = new Set(trace.spans.filter(isOpen));
  const rest = maskTraceWith(masker, { ...trace, spans: trace.spans.filter((span) => !open.has(span)) });
  const opened = maskTraceWith(opener, { ...trace, spans: [...open], warnings: [] });
  const [masked, shown] = [rest.spans.values(), opened.spans.values()];
  return { ...rest, spans: trace.spans.map((span) => (open.has(span) ? shown : masked).next().value ?? span) };
}

/**
 * Which spans are of this order: all that carry its id or no id at all, by themselves or by their nearest ancestor that does. What carries other
 * orders' ids alone is theirs, with all below it.
 */
export function spansOfOrder(trace: Trace, orderId: string, idsOf: (span: Span) => readonly string[]): (span: Span) => boolean {
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  const known = new Map<Span, boolean>();
  return (span) => {
    const way: Span[] = [];
    let at: Span | undefined = span;
    let answer = true;
    while (at !== undefined && way.length < trace.spans.length) {
      const before = known.get(at);
      const ids: readonly string[] = before === undefined ? idsOf(at) : [];
      way.push(at);
      if (before !== undefined || ids.length > 0) {
        // Of several orders in one span nobody knows whose the person is.
        answer = before ?? (ids.length === 1 && ids[0] === orderId);
        break;
      }
      at = at.parentSpanId === null ? undefined : byId.get(at.parentSpanId);
    }
    for (const one of way) known.set(one, answer);
    return answer;
  };
}
