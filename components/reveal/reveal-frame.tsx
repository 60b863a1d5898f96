"use client";

import { Fragment, useEffect, useMemo, useRef, useState } from "react";
import type { RevealsDto } from "#lib/contract/reveal";
import { RevealBar } from "./reveal-bar.tsx";
import { RevealDialog } from "./reveal-dialog.tsx";
import { RevealProvider, useReveal } from "./use-reveal.ts";

interface Props {
  /** `order/…` or `trace/…`. */
  readonly subject: string;
  /** What is revealed now; null: this person may reveal nothing, and sees nothing of all this. */
  readonly initial: RevealsDto | null;
  readonly children: React.ReactNode;
}

export function RevealFrame({ initial, ...rest }: Props) {
  return initial === null ? rest.children : <Frame initial={initial} {...rest} />;
}

function Frame({ subject, initial, children }: Props) {
  const { active, leftMs, give, end } = useReveal(subject, initial);
  const [isAsked, setAsked] = useState(false);
  const [ended, setEnded] = useState<"hidden" | "over" | null>(null);
  const id = active?.id ?? null;
  const here = useMemo(() => ({ id }), [id]);
  const before = useRef(id);
  useEffect(() => {
    if (before.current !== null && id === null) setEnded((known) => known ?? "over");
    if (id !== null) setEnded(null);
    before.current = id;
  }, [id]);
  return (
    <RevealProvider value={here}>
      {/* First: it gives the focus back before the bar takes it. */}
      <RevealDialog isOpen={isAsked} isOrder={subject.startsWith("order/")} onGive={give} onClose={() => setAsked(false)} />
      <RevealBar
        active={active}
        leftMs={leftMs}
        ended={ended}
        subject={subject}
        isAsked={isAsked}
        onAsk={() => setAsked(true)}
        onHide={() => {
          setEnded("hidden");
          return end();
        }}
      />
      {/* Drawn anew whenever something was revealed or hidden: no part of the page keeps what it showed before. */}
      <Fragment key={id ?? "masked"}>{children}</Fragment>
    </RevealProvider>
  );
}
