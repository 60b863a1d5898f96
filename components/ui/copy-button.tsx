"use client";

import { useEffect, useState } from "react";
import { useWords } from "../i18n/context.tsx";

export function CopyButton({ text, children }: { readonly text: () => string; readonly children: React.ReactNode }) {
  const words = useWords();
  const [said, setSaid] = useState<"copied" | "copyFailed" | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <button type="button" className="btn" onClick={() => writeClipboard(text()).then((done) => setSaid(done ? "copied" : "copyFailed"))}>
      <span aria-live="polite">{said ? words.order[said] : children}</span>
    </button>
  );
}

/** The clipboard is only there on https and localhost; elsewhere the old way still works. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
