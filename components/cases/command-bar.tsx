"use client";

import { useText } from "../i18n/context.tsx";
import type { Command } from "./command.ts";
import { words } from "./words.ts";

const KEYS: Readonly<Record<Command["kind"], string | null>> = { acknowledge: "a", assign: null, comment: "c", snooze: "s", resolve: "r" };
const ALL = ["acknowledge", "assign", "snooze", "comment", "resolve"] as const satisfies readonly Command["kind"][];

interface Props {
  readonly mayManage: boolean;
  /** Which make sense now. */
  readonly offered: (kind: Command["kind"]) => boolean;
  readonly isBusy: boolean;
  readonly onAsk: (kind: Command["kind"]) => void;
  readonly keys?: boolean;
}

/** What can be done, with its keys. Who may not is told why, and is not shown buttons that would be refused. */
export function CommandBar({ mayManage, offered, isBusy, onAsk, keys = true }: Props) {
  const text = useText(words);
  if (!mayManage) return <p className="text-ink-2 text-sm">{text.mayNot}</p>;
  const shown = ALL.filter(offered);
  return (
    <div className="flex flex-wrap gap-1.5">
      {shown.map((kind) => (
        <button
          key={kind}
          type="button"
          aria-keyshortcuts={KEYS[kind] ?? undefined}
          aria-busy={isBusy}
          className={`btn px-2 ${kind === "acknowledge" ? "btn-primary" : ""}`}
          onClick={() => onAsk(kind)}
        >
          {text.commands[kind]}
          {keys && KEYS[kind] && (
            <kbd className={`max-md:hidden ${kind === "acknowledge" ? "border-surface/40 bg-transparent text-surface" : ""}`}>
              {KEYS[kind]}
            </kbd>
          )}
        </button>
      ))}
    </div>
  );
}
