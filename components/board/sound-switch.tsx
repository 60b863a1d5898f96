"use client";

import { useEffect, useState } from "react";
import { useText } from "../i18n/context.tsx";
import { isSoundOpen, openSound, ring } from "./sound.ts";
import { words } from "./words.ts";

const COOKIE = "loupe-sound";

const readWanted = (): boolean => document.cookie.split("; ").includes(`${COOKIE}=1`);
function keepWanted(wanted: boolean): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${COOKIE}=${wanted ? "1" : "0"}; path=/; max-age=31536000; samesite=lax`;
}

/** Off until somebody wants it; kept; and where the browser still waits for a click, it says so instead of staying silent. */
export function useSound() {
  const [wanted, setWanted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!readWanted()) return;
    setWanted(true);
    setOpen(isSoundOpen());
    const listen = () => void openSound().then(setOpen);
    // The first touch of the page is enough, wherever it is.
    const events = ["pointerdown", "keydown"] as const;
    for (const event of events) document.addEventListener(event, listen, { once: true });
    return () => {
      for (const event of events) document.removeEventListener(event, listen);
    };
  }, []);
  const toggle = async () => {
    const next = !(wanted && isOpen);
    setWanted(next);
    keepWanted(next);
    if (!next) return;
    setOpen(await openSound());
    ring();
  };
  return { wanted, isOpen, toggle, ring: () => wanted && ring() } as const;
}

export function SoundSwitch({ sound }: { readonly sound: ReturnType<typeof useSound> }) {
  const text = useText(words).sound;
  const { wanted, isOpen, toggle } = sound;
  const said = wanted ? (isOpen ? text.on : text.blocked) : text.off;
  return (
    <button
      type="button"
      className={`btn ${wanted && !isOpen ? "border-late text-late" : ""}`}
      aria-pressed={wanted}
      title={said}
      onClick={() => void toggle()}
    >
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className="size-4 flex-none"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M2.5 6v4h2.6L8.6 13V3L5.1 6z" />
        {wanted ? <path d="M10.8 5.4a3.6 3.6 0 0 1 0 5.2M12.8 3.6a6.2 6.2 0 0 1 0 8.8" /> : <path d="M11 6.2l3.4 3.6m0-3.6L11 9.8" />}
      </svg>
      <span className={wanted && !isOpen ? "" : "sr-only"}>{said}</span>
    </button>
  );
}
