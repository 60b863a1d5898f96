"use client";

import { useEffect, useState } from "react";
import { formatClock, formatDuration, momentNs } from "#lib/layout/format";
import { itemOfKey, serviceOf, spanIdOf } from "#lib/layout/span-table";
import { Marked, RevealedValues } from "../reveal/marked.tsx";
import { shortId } from "./draw-names.ts";
import { Facts } from "./panel-facts.tsx";
import type { PanelProps } from "./panel-props.ts";
import { type DetailValue, groupAttributes, type SpanDetail } from "./span-detail.ts";
import styles from "./waterfall.module.css";

type Loaded = { readonly state: "loading" } | { readonly state: "failed" } | { readonly state: "ready"; readonly detail: SpanDetail };

const NOTHING: readonly string[] = [];

/** Walking over rows with the arrow keys must not ask for each of them. */
const REST_MS = 120;

export function PanelSpan(props: PanelProps) {
  const { model, item, words, moment, lang } = props;
  const { table } = model;
  const traceId = table.traces[table.trace[item]!]!.traceId;
  const spanId = spanIdOf(table, item);
  const [asked, setAsked] = useState(0);
  const loaded = useDetail(props, traceId, spanId, asked);
  const instance = table.instances[table.instance[item]!]!;
  const usual = table.usualOf(serviceOf(table, item), table.operation[item]!);
  const start = table.start[item]!;
  const w = words.panel;
  return (
    <>
      <Facts
        words={words}
        values={[
          [w.start, formatClock(moment, start, 3)],
          [w.rawStart, instance.offsetNs === 0 ? null : formatClock(moment, start + instance.offsetNs, 3)],
          [
            w.offset,
            instance.offsetNs === 0 ? null : `${instance.offsetNs < 0 ? "−" : ""}${formatDuration(Math.abs(instance.offsetNs), lang)}`,
          ],
          [w.duration, formatDuration(table.duration[item]!, lang)],
          [w.usual, usual ? `${formatDuration(usual.fromNs, lang)}–${formatDuration(usual.toNs, lang)}` : null],
        ]}
      />
      <Taken {...props} />
      <Elsewhere {...props} />
      {table.orphan[item] === 1 && <p className={`mt-2 ${styles.late}`}>{words.orphan}</p>}
      {loaded.state === "loading" && <div className="skeleton mt-4 h-32" role="status" aria-label={w.loading} />}
      {loaded.state === "failed" && (
        <p role="alert" className="mt-4 text-failed">
          {w.failed}{" "}
          <button type="button" className="btn" onClick={() => setAsked(asked + 1)}>
            {w.retry}
          </button>
        </p>
      )}
      {loaded.state === "ready" && (
        <RevealedValues value={loaded.detail.revealed ?? NOTHING}>
          <Details {...props} detail={loaded.detail} startUnixNs={momentNs(moment, start)} />
        </RevealedValues>
      )}
      <h4>{w.ids}</h4>
      <Facts
        words={words}
        values={[
          ["trace_id", traceId],
          ["span_id", spanId],
          [w.source, loaded.state === "ready" && loaded.detail.sources ? loaded.detail.sources.join(", ") : null],
        ]}
      />
    </>
  );
}

/** The same span in the operator's other tools, in a tab of its own. */
function Elsewhere({ model, item, words, moment, linksOut }: PanelProps) {
  const { table } = model;
  const startNs = momentNs(moment, table.start[item]!);
  const links = linksOut?.({
    traceId: table.traces[table.trace[item]!]!.traceId,
    spanId: spanIdOf(table, item),
    service: table.services[serviceOf(table, item)],
    startMs: Number(startNs / 1000n) / 1000,
    endMs: Number((startNs + BigInt(Math.round(table.duration[item]!))) / 1000n) / 1000,
  });
  if (!links || links.length === 0) return null;
  return (
    <span className="mt-3 flex flex-wrap items-center gap-1.5">
      <span className="text-ink-3 text-sm">{words.panel.openIn}</span>
      {links.map(({ name, url }) => (
        <a key={name} className="btn" href={url} target="_blank" rel="noopener noreferrer" data-out-link={name}>
          {name} <span aria-hidden="true">↗</span>
        </a>
      ))}
    </span>
  );
}

/** Of a publish: how long its message waited, or that nobody has taken it. */
function Taken({ model, item, words, lang }: PanelProps) {
  const { table } = model;
  const wait = table.waits.find((one) => table.parent[one.item] === item);
  if (!wait) return null;
  const length = formatDuration(table.duration[wait.item]!, lang);
  const w = words.panel;
  return (
    <dl>
      <dt>{wait.open ? w.consumedBy : w.consumedAfter}</dt>
      <dd className={wait.open ? styles.stuck : undefined}>{wait.open ? w.nobody(length) : length}</dd>
    </dl>
  );
}

function useDetail({ loadSpan }: PanelProps, traceId: string, spanId: string, asked: number): Loaded {
  const [loaded, setLoaded] = useState<Loaded & { readonly of?: string }>({ state: "loading" });
  const key = `${traceId}/${spanId}/${asked}`;
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      loadSpan(traceId, spanId, abort.signal).then(
        (detail) => setLoaded(detail ? { state: "ready", detail, of: key } : { state: "failed", of: key }),
        () => {
          if (!abort.signal.aborted) setLoaded({ state: "failed", of: key });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [loadSpan, traceId, spanId, key]);
  return loaded.of === key ? loaded : { state: "loading" };
}

const STACK_KEYS = new Set(["exception.stacktrace", "error.stack", "code.stacktrace"]);
const pairs = (values: readonly DetailValue[]) =>
  values.filter((pair) => !STACK_KEYS.has(pair.key)).map((pair) => [pair.key, pair.value] as const);

function Details({
  detail,
  words,
  model,
  goTo,
  linkToTrace,
  lang,
  startUnixNs,
}: PanelProps & { readonly detail: SpanDetail; readonly startUnixNs: bigint }) {
  const w = words.panel;
  const { table } = model;
  const shorten = (prefix: string, values: readonly DetailValue[]) =>
    pairs(values).map(([key, value]) => [key.startsWith(`${prefix}.`) ? key.slice(prefix.length + 1) : key, value] as const);
  return (
    <>
      {detail.statusMessage && (
        <p className={`mt-3 ${styles.bad}`}>
          <Marked text={detail.statusMessage} />
        </p>
      )}
      {groupAttributes(detail.attributes).map(({ group, values }) => (
        <div key={group}>
          <h4>{w.group[group] ?? group}</h4>
          <Facts words={words} values={group === "other" ? pairs(values) : shorten(group === "exception" ? "" : group, values)} />
          <Stack values={values} title={w.stack} />
        </div>
      ))}
      {detail.events.length > 0 && <h4>{w.events}</h4>}
      {detail.events.slice(0, 100).map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no ids
        <div key={index} className={styles.event}>
          <b className={event.name === "exception" ? styles.bad : undefined}>
            <Marked text={event.name} />
          </b>{" "}
          <span className="num text-ink-3">{since(event.timeUnixNs, startUnixNs, lang)}</span>
          <Facts words={words} values={pairs(event.attributes)} />
          <Stack values={event.attributes} title={w.stack} />
        </div>
      ))}
      {detail.links.length > 0 && <h4>{w.links}</h4>}
      {detail.links.slice(0, 200).map((link, index) => {
        const target = itemOfKey(table, link.spanId);
        const label =
          target >= 0
            ? `${table.services[serviceOf(table, target)]} ${table.operations[table.operation[target]!]}`
            : `${w.elsewhere} ${shortId(link.traceId)}`;
        const key = `${link.spanId}${index}`;
        return target >= 0 ? (
          <button key={key} type="button" className={styles.link} title={w.goTo} onClick={() => goTo(target)}>
            {label} <span>→</span>
          </button>
        ) : (
          <a key={key} className={styles.link} href={linkToTrace?.(link.traceId, link.spanId)}>
            {label} <span>→</span>
          </a>
        );
      })}
      <h4>{w.resource}</h4>
      <Facts words={words} values={pairs(detail.resource)} />
      {detail.scope && (
        <>
          <h4>{w.scope}</h4>
          <Facts words={words} values={[["", detail.scope]]} />
        </>
      )}
    </>
  );
}

function since(timeUnixNs: string, startUnixNs: bigint, lang: PanelProps["lang"]): string {
  if (!/^\d{1,25}$/.test(timeUnixNs)) return "";
  const ns = Number(BigInt(timeUnixNs) - startUnixNs);
  return `${ns < 0 ? "−" : "+"}${formatDuration(Math.abs(ns), lang)}`;
}

function Stack({ values, title }: { readonly values: readonly DetailValue[]; readonly title: string }) {
  const stack = values.find((pair) => STACK_KEYS.has(pair.key));
  if (!stack) return null;
  return (
    <details>
      <summary>{title}</summary>
      <pre>
        <Marked text={stack.value} />
      </pre>
    </details>
  );
}
