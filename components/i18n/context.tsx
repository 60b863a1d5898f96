"use client";

import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { type Lang, ZONE_COOKIE } from "./lang.ts";
import { tellIn } from "./told.ts";
import { en, type Words } from "./words-en.ts";
import { ru } from "./words-ru.ts";

const WORDS: Record<Lang, Words> = { en, ru };

interface Viewing {
  readonly lang: Lang;
  readonly zone: string;
  /** Server's clock minus this browser's: ages are right even where the reader's clock is wrong. */
  readonly serverNow: number;
}

const Context = createContext<Viewing>({ lang: "en", zone: "UTC", serverNow: 0 });

/** Begins with the zone that the server knew from the cookie, so that both draw the same; then takes the browser's own. */
export function ViewingProvider({ lang, zone, serverNow, children }: Viewing & { readonly children: React.ReactNode }) {
  const [actual, setActual] = useState(zone);
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === actual) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
    document.cookie = `${ZONE_COOKIE}=${own}; path=/; max-age=31536000; samesite=lax`;
    setActual(own);
  }, [actual]);
  useEffect(() => setClock(serverNow), [serverNow]);
  return <Context value={{ lang, zone: actual, serverNow }}>{children}</Context>;
}

export const useLang = (): Lang => useContext(Context).lang;
export const useWords = (): Words => WORDS[useContext(Context).lang];
/** A room's own words, where they are too many for the common lists: `{ en, ru }` beside its components. */
export const useText = <T,>(texts: Readonly<Record<Lang, T>>): T => texts[useContext(Context).lang];
/** For what the server said of its sources, in the reader's language. */
export function useTold(): (text: string) => string {
  const { lang } = useContext(Context);
  return (text) => tellIn(lang, text);
}
export const useZone = (): string => useContext(Context).zone;

let skewMs = 0;
let now = 0;
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function setClock(serverNow: number): void {
  skewMs = serverNow - Date.now();
  tick();
}

function tick(): void {
  now = Math.floor((Date.now() + skewMs) / 1000) * 1000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

const FixedTime = createContext<number | null>(null);

/** Within it no clock ticks: a moment of the past is shown as if it were now. `at` null: as elsewhere. */
export const FixedNow = ({ at, children }: { readonly at: number | null; readonly children: React.ReactNode }) => (
  <FixedTime value={at}>{children}</FixedTime>
);

/** The present by the server's clock, once a second, one timer for the whole page. */
export function useNow(): number {
  const { serverNow } = useContext(Context);
  const fixed = useContext(FixedTime);
  const ticking = useSyncExternalStore(
    subscribe,
    () => fixed ?? (now || serverNow),
    () => fixed ?? serverNow,
  );
  return ticking;
}

/** The same, begun anew only every `grainMs`: for what must not be drawn again each second. */
export function useNowBy(grainMs: number): number {
  const { serverNow } = useContext(Context);
  const whole = (ms: number) => Math.floor(ms / grainMs) * grainMs;
  return useSyncExternalStore(
    subscribe,
    () => whole(now || serverNow),
    () => whole(serverNow),
  );
}
