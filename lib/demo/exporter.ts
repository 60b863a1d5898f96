import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** Sends spans by the real OTLP exporter and does not give up: a span that was made arrives, or the demo says that it cannot. */
export interface SpanSender {
  /** Resolves once the receiver has acknowledged them all; rejects only after `close`. */
  send(spans: readonly ReadableSpan[]): Promise<void>;
  close(): Promise<void>;
}

/** What one request may hold: a few megabytes of protobuf. */
export const SPANS_PER_REQUEST = 3_000;
const AGAIN_AFTER_MS = 1_000;

export function createSpanSender(url: string, log: (text: string) => void): SpanSender {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: 30_000, concurrencyLimit: 64 });
  let closed = false;
  let complained = false;
  const once = (spans: readonly ReadableSpan[]): Promise<Error | null> =>
    new Promise((resolve) =>
      exporter.export([...spans], (result) => resolve(result.code === 0 ? null : (result.error ?? new Error("not accepted")))),
    );
  // The exporter itself retries 429 and 503 a few times and heeds Retry-After; beyond that we begin anew.
  const insist = async (spans: readonly ReadableSpan[]): Promise<void> => {
    for (;;) {
      const failure = await once(spans);
      if (!failure) {
        if (complained) log(`${url} takes spans again`);
        complained = false;
        return;
      }
      if (closed) throw failure;
      if (!complained) log(`${url} does not take spans (${failure.message.slice(0, 120)}); trying again until it does`);
      complained = true;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  };
  return {
    async send(spans) {
      for (let from = 0; from < spans.length; from += SPANS_PER_REQUEST) await insist(spans.slice(from, from + SPANS_PER_REQUEST));
    },
    async close() {
      closed = true;
      await exporter.shutdown();
    },
  };
}
