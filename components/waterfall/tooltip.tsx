"use client";

import { useEffect, useRef, useState } from "react";
import { formatClock, formatDuration, type Lang, type Moment } from "#lib/layout/format";
import { ALIKE } from "#lib/layout/rows";
import { GHOST, SUCCESS, serviceOf, WAIT } from "#lib/layout/span-table";
import { nameOf } from "./draw-names.ts";
import type { Model } from "./use-model.ts";
import styles from "./waterfall.module.css";
import type { WaterfallWords } from "./words.ts";

export interface TooltipAt {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** A pointer on its way somewhere wants to see rows, not boxes. */
const REST_MS = 250;

/** The tip of the row under a resting pointer: gone at once when it moves on. */
export function useTip() {
  const [tip, setTip] = useState<TooltipAt | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const row = useRef(-1);
  useEffect(() => () => clearTimeout(timer.current), []);
  const pointTip = (at: TooltipAt | null): void => {
    if (at !== null && at.row === row.current) return;
    row.current = at?.row ?? -1;
    clearTimeout(timer.current);
    setTip(null);
    if (at !== null) timer.current = setTimeout(() => setTip(at), REST_MS);
  };
  return { tip, pointTip };
}

interface Props {
  readonly at: TooltipAt;
  readonly model: Model;
  readonly words: WaterfallWords;
  readonly lang: Lang;
  readonly moment: Moment;
  readonly width: number;
}

export function Tooltip({ at, model, words, lang, moment, width }: Props) {
  const { table, plan } = model;
  const item = plan.rows.subject[at.row];
  if (item === undefined) return null;
  const service = serviceOf(table, item);
  const instance = table.instances[table.instance[item]!]!;
  const shape = table.shape[item]!;
  const usual = table.usualOf(service, table.operation[item]!);
  const status = shape === GHOST ? words.notSeen : shape === WAIT ? null : [null, words.error, words.timeout][table.status[item]!];
  const start = table.start[item]!;
  const toLeft = at.x > width - 320;
  return (
    <div className={styles.tip} style={{ top: at.y + 64, ...(toLeft ? { right: `calc(100% - ${at.x - 8}px)` } : { left: at.x + 14 }) }}>
      <b>{nameOf(table, item, words, lang)}</b>
      {plan.rows.kind[at.row] === ALIKE && ` · ${words.alike(plan.forest.alikeCount[item]!)}`}
      <br />
      {table.services[service]}
      {instance.name !== null && <span className={styles.mono}> · {instance.name}</span>}
      {words.kinds[table.kind[item]!] !== "" && ` · ${words.kinds[table.kind[item]!]}`}
      {status && <span className={table.status[item] === SUCCESS ? styles.stuck : styles.bad}> · {status}</span>}
      <br />
      <span className={styles.mono}>
        {formatClock(moment, start, 3)} – {formatClock(moment, start + table.duration[item]!, 3)} ·{" "}
        {formatDuration(table.duration[item]!, lang)}
        {usual && ` · ${words.panel.usual} ${formatDuration(usual.fromNs, lang)}–${formatDuration(usual.toNs, lang)}`}
      </span>
    </div>
  );
}
