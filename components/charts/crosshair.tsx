"use client";

import { createContext, useContext, useState, useSyncExternalStore } from "react";

/** The moment that the reader points at, shared by all charts of a page; `at` is a bucket's start in ms. */
interface Crosshair {
  readonly get: () => number | null;
  readonly set: (at: number | null) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

function makeCrosshair(): Crosshair {
  let at: number | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => at,
    set: (next) => {
      if (next === at) return;
      at = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const Context = createContext<Crosshair | null>(null);

/** Outside of React's state on purpose: the pointer moves a hundred times a second, and only the lines follow it. */
export function CrosshairProvider({ children }: { readonly children: React.ReactNode }) {
  const [crosshair] = useState(makeCrosshair);
  return <Context value={crosshair}>{children}</Context>;
}

const ALONE = makeCrosshair();

export function useCrosshair(): readonly [number | null, (at: number | null) => void] {
  const crosshair = useContext(Context) ?? ALONE;
  const at = useSyncExternalStore(crosshair.subscribe, crosshair.get, () => null);
  return [at, crosshair.set];
}
