"use client";

import { useId, useState } from "react";
import { useText, useWords } from "../i18n/context.tsx";
import { AttributeField, readAttribute } from "./attribute-field.tsx";
import { readDuration, writeDuration } from "./duration-text.ts";
import { TimeRange } from "./time-range.tsx";
import { EMPTY_VIEW, isNarrowed, type TraceView } from "./trace-query.ts";
import { useNames } from "./use-names.ts";
import { TRACE_WORDS } from "./words.ts";

interface Props {
  readonly view: TraceView;
  readonly onFind: (view: TraceView) => void;
}

const STATUSES = ["", "success", "error", "timeout"] as const;

/** Text is asked for by Enter or the button, choices at once. What cannot be read is said beside the field, and nothing is asked. */
export function SearchForm({ view, onFind }: Props) {
  const words = useText(TRACE_WORDS);
  const id = useId();
  const [service, setService] = useState(view.service);
  const [operation, setOperation] = useState(view.operation);
  const [least, setLeast] = useState(view.least === null ? "" : writeDuration(view.least));
  const [most, setMost] = useState(view.most === null ? "" : writeDuration(view.most));
  const [attribute, setAttribute] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const names = useNames(service);

  const find = (more: Partial<TraceView> = {}): void => {
    const asked = readFields();
    setFault(typeof asked === "string" ? asked : null);
    if (typeof asked !== "string") onFind({ ...view, ...asked, ...more });
  };
  const readFields = (): Partial<TraceView> | string => {
    const durations: (number | null)[] = [];
    for (const text of [least, most]) {
      const ms = readDuration(text);
      if (ms === null && text.trim() !== "") return words.badDuration(text);
      durations.push(ms);
    }
    const [from = null, to = null] = durations;
    if (from !== null && to !== null && from > to) return words.turned;
    const typed = attribute.trim() === "" ? null : readAttribute(attribute);
    if (attribute.trim() !== "" && typed === null) return words.badAttribute;
    const attributes = typed === null || view.attributes.includes(typed) ? view.attributes : [...view.attributes, typed];
    return { service: service.trim(), operation: operation.trim(), least: from, most: to, attributes };
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        find();
      }}
      className="flex flex-col gap-2.5 border-line border-b px-4 pt-3 pb-2.5"
    >
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Suggested
          label={words.service}
          value={service}
          onChange={setService}
          list={names.services}
          className="w-40 min-w-32 max-sm:flex-1"
        />
        <Suggested
          label={words.operation}
          value={operation}
          onChange={setOperation}
          list={names.operations}
          className="min-w-32 max-w-80 flex-1 sm:min-w-40"
        />
        <AttributeField
          attributes={view.attributes}
          value={attribute}
          keys={names.attributeKeys}
          onChange={setAttribute}
          onAdd={() => find()}
          onRemove={(gone) => find({ attributes: view.attributes.filter((one) => one !== gone) })}
        />
        <fieldset className="flex flex-col gap-1 text-ink-2 text-sm">
          <legend className="mb-1 text-ink-2 text-sm">{words.duration}</legend>
          <span className="flex items-center gap-1.5">
            <DurationField name={words.leastName} hint={words.least} value={least} onChange={setLeast} />
            <span aria-hidden="true">–</span>
            <DurationField name={words.mostName} hint={words.most} value={most} onChange={setMost} />
          </span>
        </fieldset>
        <button type="submit" className="btn btn-primary" title={words.sameSpan}>
          {words.find}
        </button>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own */}
        <span className="seg" role="group" aria-label={words.status}>
          {STATUSES.map((status) => (
            <button key={status} type="button" aria-pressed={view.status === status} onClick={() => find({ status })}>
              {words.statuses[status]}
            </button>
          ))}
        </span>
        <TimeRange view={view} onChange={find} onFault={setFault} />
        <button
          type="button"
          className="chip"
          title={words.housekeepingHint}
          aria-pressed={view.housekeeping}
          onClick={() => find({ housekeeping: !view.housekeeping })}
        >
          {words.housekeeping}
        </button>
        {isNarrowed(view) && (
          <button
            type="button"
            className="ml-auto text-ink-2 text-sm hover:text-accent"
            onClick={() => onFind({ ...EMPTY_VIEW, sort: view.sort, rising: view.rising, housekeeping: view.housekeeping })}
          >
            {words.clear}
          </button>
        )}
      </div>
      {fault !== null && (
        <p id={`${id}-fault`} role="alert" className="text-failed text-sm">
          {fault}
        </p>
      )}
    </form>
  );
}

interface SuggestedProps {
  readonly label: string;
  readonly value: string;
  readonly list: readonly string[];
  readonly className: string;
  readonly onChange: (value: string) => void;
}

function Suggested({ label, value, list, className, onChange }: SuggestedProps) {
  const id = useId();
  return (
    <label className={`flex flex-col gap-1 text-ink-2 text-sm ${className}`}>
      {label}
      <input
        value={value}
        list={id}
        spellCheck={false}
        autoComplete="off"
        className="field text-ink"
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {list.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </label>
  );
}

interface DurationProps {
  readonly name: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function DurationField({ name, hint, value, onChange }: DurationProps) {
  const words = useText(TRACE_WORDS);
  const unit = useWords().unit;
  return (
    <input
      aria-label={name}
      title={words.durationHint}
      placeholder={`${hint}, ${unit.ms}`}
      value={value}
      spellCheck={false}
      autoComplete="off"
      className="field num w-20 text-ink"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
