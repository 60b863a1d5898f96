"use client";

import { useWords } from "../i18n/context.tsx";
import { RANGES } from "../orders/order-query.ts";
import { readTraceView, type TraceView } from "./trace-query.ts";

interface Props {
  readonly view: TraceView;
  readonly onFind: (view: TraceView) => void;
}

export function TraceForm({ view, onFind }: Props) {
  const words = useWords().traces;
  const ranges = useWords().orders;
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entries = [...new FormData(event.currentTarget)].flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value.trim()]] : [],
    );
    onFind(readTraceView(new URLSearchParams(entries)));
  };
  const field = (name: "service" | "operation" | "attribute" | "minDurationMs", label: string, hint = "") => (
    <label className="flex min-w-32 flex-1 flex-col gap-1 text-ink-2 text-sm">
      {label}
      <input name={name} defaultValue={view[name]} placeholder={hint} spellCheck={false} autoComplete="off" className="field text-ink" />
    </label>
  );
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3 border-line border-b px-4 py-3">
      {field("service", words.service)}
      {field("operation", words.operation)}
      {field("attribute", words.attribute, words.attributeHint)}
      {field("minDurationMs", words.minDuration)}
      <label className="flex flex-col gap-1 text-ink-2 text-sm">
        {words.status}
        <select name="status" defaultValue={view.status} className="field text-ink">
          <option value="">{words.anyStatus}</option>
          {["success", "error", "timeout"].map((status) => (
            <option key={status} value={status}>
              {words.statuses[status]}
            </option>
          ))}
        </select>
      </label>
      <label className="flex flex-col gap-1 text-ink-2 text-sm">
        {ranges.time}
        <select name="range" defaultValue={view.range} className="field text-ink">
          {Object.keys(RANGES).map((range) => (
            <option key={range} value={range}>
              {ranges.ranges[range]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="btn btn-primary">
        {words.find}
      </button>
    </form>
  );
}
