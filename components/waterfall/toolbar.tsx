"use client";

import type { RefObject } from "react";
import type { View } from "#lib/layout/view-state";
import type { Plan } from "./scene.ts";
import styles from "./waterfall.module.css";
import type { WaterfallWords } from "./words.ts";

interface Props {
  readonly words: WaterfallWords;
  readonly view: View;
  readonly plan: Plan;
  readonly matchAt: number;
  readonly hasChains: boolean;
  readonly hasUsual: boolean;
  readonly hasMiddleware: boolean;
  readonly isZoomed: boolean;
  readonly findBox: RefObject<HTMLInputElement | null>;
  readonly change: (view: View) => void;
  readonly jump: (step: 1 | -1) => void;
  readonly showAll: () => void;
  readonly actions: React.ReactNode;
}

export function Toolbar({
  words,
  view,
  plan,
  matchAt,
  hasChains,
  hasUsual,
  hasMiddleware,
  isZoomed,
  findBox,
  change,
  jump,
  showAll,
  actions,
}: Props) {
  const groups = (["chain", "trace", "service"] as const).filter((group) => group !== "chain" || hasChains);
  return (
    <div className={styles.tools}>
      <div className={styles.find}>
        <input
          ref={findBox}
          type="search"
          value={view.find}
          placeholder={words.find}
          title={words.findHint}
          aria-label={words.find}
          maxLength={400}
          onChange={(event) => change({ ...view, find: event.target.value, onlyFound: view.onlyFound && event.target.value !== "" })}
          onKeyDown={(event) => {
            if (event.key === "Enter") jump(event.shiftKey ? -1 : 1);
            else if (event.key === "Escape") {
              change({ ...view, find: "", onlyFound: false });
              event.currentTarget.blur();
            } else return;
            event.preventDefault();
          }}
        />
        {view.find === "" ? (
          <kbd>F</kbd>
        ) : (
          <span className={styles.findCount} aria-live="polite">
            {matchAt < 0 ? words.matches(plan.foundRows.length) : words.matchOf(matchAt + 1, plan.foundRows.length)}
            <button
              type="button"
              className={styles.funnel}
              title={words.onlyFound}
              aria-label={words.onlyFound}
              aria-pressed={view.onlyFound}
              onClick={() => change({ ...view, onlyFound: !view.onlyFound })}
            >
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <path d="M1.5 2h9L7.2 6.2v3.6L4.8 8.6V6.2z" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
              </svg>
            </button>
            <button type="button" title={words.previous} aria-label={words.previous} onClick={() => jump(-1)}>
              ↑
            </button>
            <button type="button" title={words.next} aria-label={words.next} onClick={() => jump(1)}>
              ↓
            </button>
          </span>
        )}
      </div>
      <span className={styles.options}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row in every browser */}
        <span className="seg" role="group" aria-label={words.grouping}>
          {groups.map((group) => (
            <button
              key={group}
              type="button"
              aria-pressed={plan.forest.grouping === group}
              onClick={() => change({ ...view, group, closedGroups: [] })}
            >
              {words.by[group]}
            </button>
          ))}
        </span>
        {isZoomed && (
          <button type="button" className="chip" onClick={showAll}>
            {words.whole} <kbd>0</kbd>
          </button>
        )}
        <button
          type="button"
          className="chip"
          title={words.trueScaleHint}
          aria-pressed={view.trueScale}
          onClick={() => change({ ...view, trueScale: !view.trueScale, zoom: null })}
        >
          {words.trueScale}
        </button>
        {hasMiddleware && (
          <button
            type="button"
            className="chip"
            title={words.middlewareHint}
            aria-pressed={view.middleware}
            onClick={() => change({ ...view, middleware: !view.middleware })}
          >
            {words.middleware}
          </button>
        )}
      </span>
      <span className={styles.legend}>
        <button type="button" aria-pressed={view.critical} onClick={() => change({ ...view, critical: !view.critical })}>
          {words.critical} <i className={styles.criticalMark} />
        </button>
        {hasUsual && (
          <span className={styles.usual}>
            {words.usual} <i className={styles.usualMark} />
          </span>
        )}
        {actions}
      </span>
    </div>
  );
}
