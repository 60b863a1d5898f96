"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { decodeView, encodeView, PLAIN_VIEW, type View } from "#lib/layout/view-state";

/** Browsers throttle history writes (100 in 30 s); a view in motion is written when it rests. */
const REST_MS = 200;

/** The waterfall's view, kept in the page's address beside whatever else stands there. */
export function useViewInUrl(): readonly [View, (view: View) => void] {
  const [view, setView] = useState<View>(PLAIN_VIEW);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const read = () => setView(decodeView(new URLSearchParams(location.search)));
    read();
    addEventListener("popstate", read);
    return () => {
      removeEventListener("popstate", read);
      clearTimeout(timer.current);
    };
  }, []);
  const change = useCallback((next: View) => {
    setView(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const url = new URL(location.href);
      encodeView(next, url.searchParams);
      history.replaceState(history.state, "", url);
    }, REST_MS);
  }, []);
  return [view, change];
}
