"use client";

import { type FocusEvent, type KeyboardEvent, useRef } from "react";

/** What a `<details>` needs to be a menu: closed by Escape, with the focus back on its name, and by the focus that goes elsewhere. */
export function useMenu() {
  const ref = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (ref.current) ref.current.open = false;
  };
  return {
    close,
    props: {
      ref,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== "Escape" || !ref.current?.open) return;
        close();
        ref.current.querySelector("summary")?.focus();
      },
      onBlur: (event: FocusEvent) => {
        if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) close();
      },
    },
  };
}
