"use client";

import { useEffect, useRef, useState } from "react";
import { useText } from "../i18n/context.tsx";
import { sessionWords } from "./words.ts";

interface Props {
  readonly count: number;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

/** Asks once more, in its own place: nothing opens over the page, and the focus stays where the hand is. */
export function EndOthers({ count, isBusy, onEnd }: Props) {
  const words = useText(sessionWords);
  const [asks, setAsks] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asks) yes.current?.focus();
  }, [asks]);
  const close = () => {
    setAsks(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (!asks)
    return (
      <button ref={opener} type="button" className="btn" disabled={isBusy} onClick={() => setAsks(true)}>
        {words.endOthers}
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own
    <span role="group" aria-label={words.sure(count)} className="flex flex-wrap items-center gap-2">
      <span>{words.sure(count)}</span>
      <button
        type="button"
        ref={yes}
        className="btn btn-primary"
        onKeyDown={(event) => event.key === "Escape" && close()}
        onClick={() => {
          onEnd();
          close();
        }}
      >
        {words.yes}
      </button>
      <button type="button" className="btn" onKeyDown={(event) => event.key === "Escape" && close()} onClick={close}>
        {words.no}
      </button>
    </span>
  );
}
