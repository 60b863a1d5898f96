"use client";

import type { BoardDto } from "#lib/contract/board";
import type { GroupDto } from "#lib/contract/group";
import { useText, useTold } from "../i18n/context.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { Time } from "../ui/time.tsx";
import { type BoardView, NO_FILTERS } from "./board-view.ts";
import { judgeProof } from "./judge-proof.ts";
import type { ChangeView } from "./use-board-view.ts";
import { words } from "./words.ts";

interface Props {
  readonly all: readonly GroupDto[];
  readonly board: BoardDto | null;
  /** Everything could be asked. */
  readonly isSure: boolean;
  readonly view: BoardView;
  readonly isFiltered: boolean;
  readonly onChange: ChangeView;
}

/** "Nothing hangs" is the best news there is: said only with its proof, and never where something could not be asked. */
export function NoGroups({ all, board, isSure, view, isFiltered, onChange }: Props) {
  const text = useText(words);
  if (all.length > 0)
    return (
      <div role="status" className="flex flex-col items-start gap-2 px-6 py-10">
        <p className="font-semibold text-lg">{isFiltered ? text.nothingFound : text.nothingInTab}</p>
        {isFiltered && <p className="text-ink-2">{text.hidden(all.length)}</p>}
        <button type="button" className="btn mt-1" onClick={() => onChange({ ...NO_FILTERS, tab: "unresolved" })}>
          {isFiltered || view.tab === "unresolved" ? text.clear : text.tabs.unresolved}
        </button>
      </div>
    );
  return <NothingHangs board={board} isSure={isSure} />;
}

export function NothingHangs({ board, isSure }: { readonly board: BoardDto | null; readonly isSure: boolean }) {
  const told = useTold();
  const text = useText(words);
  const proof = judgeProof(board, isSure);
  return (
    <div role="status" data-testid="nothing-hangs" data-proof={proof} className="flex items-start gap-4 px-6 py-10">
      <span className={`grid size-9 flex-none place-items-center rounded-full st-${proof === "sure" ? "done" : "cannot-tell"}`}>
        <StateGlyph state={proof === "sure" ? "done" : "cannot-tell"} className="size-4" />
      </span>
      <div>
        <p className="font-semibold text-lg">
          {proof === "sure" ? text.nothing : proof === "empty" ? text.nothingYet : text.nothingPartial}
        </p>
        {proof === "empty" && <p className="text-ink-2">{text.nothingYetHint}</p>}
        {proof === "sure" && <p className="text-ink-2">{text.nothingProof(board?.chains.length ?? 0)}</p>}
        {board?.completeUpTo && (
          <p className="text-ink-2">
            {text.nothingUpTo} <Time at={board.completeUpTo} />
            {proof === "sure" && board.gaps.every((gap) => gap.to !== null) && `, ${text.nothingGaps}`}.
          </p>
        )}
        {proof === "partial" && board?.warnings.map((warning) => <p key={warning}>{told(warning)}</p>)}
      </div>
    </div>
  );
}
