"use client";

import { ALIKE } from "#lib/layout/rows";
import { GHOST, serviceOf, WAIT } from "#lib/layout/span-table";
import { nameOf } from "./draw-names.ts";
import { PanelAlike, PanelGhost, PanelWait } from "./panel-other.tsx";
import type { PanelProps } from "./panel-props.ts";
import { PanelSpan } from "./panel-span.tsx";
import styles from "./waterfall.module.css";

/** Beside the rows on a wide page, a sheet from below on a narrow one. */
export function SidePanel(props: PanelProps) {
  const { words, model, item, row, lang, close } = props;
  const { table, plan } = model;
  if (item < 0) {
    return (
      <aside className={styles.panel} aria-label={words.panel.title}>
        <p className="text-ink-2">{words.panel.none}</p>
        <div className={styles.keys}>
          {words.keyList.map(([keys, does]) => (
            <Keys key={keys} keys={keys} does={does} />
          ))}
        </div>
      </aside>
    );
  }
  const shape = table.shape[item]!;
  const status = table.status[item]!;
  const isAlike = row >= 0 && plan.rows.kind[row] === ALIKE && plan.rows.subject[row] === item;
  const kind = words.kinds[table.kind[item]!];
  return (
    <aside className={styles.panel} aria-label={words.panel.title} key={item}>
      <button type="button" className={styles.close} aria-label={words.panel.close} title={words.panel.close} onClick={close}>
        ✕
      </button>
      <h3>{nameOf(table, item, words, lang)}</h3>
      <span className="text-ink-2">
        {table.services[serviceOf(table, item)]}
        {kind !== "" && ` · ${kind}`}
        {shape !== GHOST && shape !== WAIT && (
          <>
            {" · "}
            <span className={status === 1 ? styles.bad : status === 2 ? styles.late : undefined}>
              {[words.success, words.error, words.timeout][status]}
            </span>
          </>
        )}
      </span>
      {shape === GHOST ? (
        <PanelGhost {...props} />
      ) : shape === WAIT ? (
        <PanelWait {...props} />
      ) : isAlike ? (
        <PanelAlike {...props} />
      ) : (
        <PanelSpan {...props} />
      )}
    </aside>
  );
}

function Keys({ keys, does }: { readonly keys: string; readonly does: string }) {
  return (
    <>
      <span>
        {keys.split(" ").map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
      <span>{does}</span>
    </>
  );
}
