// Small and random tables for tests.

import fc from "fast-check";
import type { SpanTable } from "./span-table.ts";

export interface SampleItem {
  readonly parent: number;
  readonly start: number;
  readonly duration: number;
  readonly name?: string;
  readonly service?: string;
  readonly trace?: number;
  readonly chain?: number;
  readonly status?: number;
  readonly shape?: number;
  readonly middleware?: boolean;
  readonly id?: bigint;
}

export function sampleTable(items: readonly SampleItem[]): SpanTable {
  const services = [...new Set(items.map((item) => item.service ?? "s"))];
  const operations = [...new Set(items.map((item) => item.name ?? "op"))];
  const traces = Math.max(0, ...items.map((item) => item.trace ?? 0)) + 1;
  const chains = Math.max(-1, ...items.map((item) => item.chain ?? -1)) + 1;
  const ids = items.map((item, i) => (item.shape ? 0n : (item.id ?? BigInt(i + 1))));
  const shapes = items.map((item) => item.shape ?? 0);
  return {
    count: items.length,
    start: Float64Array.from(items, (item) => item.start),
    duration: Float64Array.from(items, (item) => item.duration),
    spanId: Uint32Array.from(ids.flatMap((id) => [Number(id >> 32n), Number(id & 0xffff_ffffn)])),
    parent: Int32Array.from(items, (item) => item.parent),
    operation: Uint32Array.from(items, (item) => operations.indexOf(item.name ?? "op")),
    message: new Int32Array(items.length).fill(-1),
    trace: Uint32Array.from(items, (item) => item.trace ?? 0),
    instance: Uint32Array.from(items, (item) => services.indexOf(item.service ?? "s")),
    chain: Int16Array.from(items, (item) => item.chain ?? -1),
    status: Uint8Array.from(items, (item) => item.status ?? 0),
    kind: new Uint8Array(items.length),
    shape: Uint8Array.from(shapes),
    critical: new Uint8Array(items.length),
    middleware: Uint8Array.from(items, (item) => (item.middleware ? 1 : 0)),
    services,
    operations,
    messages: [],
    instances: services.map((_, service) => ({ service, name: null })),
    traces: Array.from({ length: traces }, (_, i) => ({ traceId: (i + 1).toString(16).padStart(32, "0") })),
    chains: Array.from({ length: chains }, (_, i) => ({ id: `chain-${i}`, attempt: 1, state: "done" })),
    waits: [],
    ghosts: [],
  };
}

/** Preorder is not kept here, only that parents come first: layout must not need more. */
export const anyTable: fc.Arbitrary<SpanTable> = fc
  .array(
    fc.record({
      up: fc.nat(),
      root: fc.boolean(),
      start: fc.double({ min: 0, max: 1e13, noNaN: true }),
      duration: fc.double({ min: 0, max: 1e10, noNaN: true }),
      name: fc.constantFrom("a", "b", "SELECT"),
      service: fc.constantFrom("x", "y", "z"),
      trace: fc.nat(2),
      chain: fc.integer({ min: -1, max: 2 }),
      status: fc.constantFrom(0, 0, 0, 1, 2),
      shape: fc.constantFrom(0, 0, 0, 0, 1, 2),
      middleware: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((items) =>
    sampleTable(items.map((item, i) => ({ ...item, parent: i === 0 || (item.root && item.up % 3 === 0) ? -1 : item.up % i }))),
  );
