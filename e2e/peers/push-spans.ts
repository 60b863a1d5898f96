import { buildTrace } from "#lib/trace/build-trace";
import { encodeOtlpJson } from "#lib/trace/encode-otlp-json";
import type { ArrivingSpan, TraceId } from "#lib/trace/span";

/** Sends spans as a service would, by OTLP/HTTP in JSON; several requests where there are many. */
export async function pushSpans(otlpUrl: string, spans: readonly ArrivingSpan[]): Promise<void> {
  const traces = new Map<TraceId, ArrivingSpan[]>();
  for (const span of spans) {
    const known = traces.get(span.traceId);
    if (known) known.push(span);
    else traces.set(span.traceId, [span]);
  }
  const built = [...traces].map(([traceId, of]) =>
    buildTrace(
      traceId,
      of.map((span) => ({ ...span, receivedAt: null })),
    ),
  );
  for (let at = 0; at < built.length; at += 500) {
    const body = JSON.stringify(encodeOtlpJson(...built.slice(at, at + 500)));
    const answer = await fetch(otlpUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
    const said = await answer.text();
    if (!answer.ok || /rejectedSpans":"?[1-9]/.test(said))
      throw new Error(`the server refused spans: ${answer.status} ${said.slice(0, 500)}`);
  }
}
