"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { type BoardView, readBoardView, writeBoardView } from "./board-view.ts";

export type ChangeView = (change: Partial<BoardView>, keep?: "replace") => void;

const readAddress = (): BoardView => readBoardView(new URLSearchParams(window.location.search));

/**
 * The view lives in the address, and Next tells of a new address late and in its own time. What was typed or picked is shown at once; each
 * change is made to the address as it stands, not as it was last drawn, so that two quick keys are two steps.
 */
export function useBoardView(): readonly [BoardView, ChangeView] {
  const params = useSearchParams();
  const [view, setView] = useState(() => readBoardView(new URLSearchParams(params)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: they only say that there is a new address
  useEffect(() => setView(readAddress()), [params]);
  const change = useCallback<ChangeView>((next, keep) => {
    const changed = { ...readAddress(), ...next };
    setView(changed);
    const url = writeBoardView(changed) || window.location.pathname;
    if (keep === "replace") window.history.replaceState(null, "", url);
    else window.history.pushState(null, "", url);
  }, []);
  return [view, change];
}
