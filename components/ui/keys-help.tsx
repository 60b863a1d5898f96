"use client";

import { usePathname } from "next/navigation";
import { useRef } from "react";
import { useText, useWords } from "../i18n/context.tsx";
import { useKeys } from "./keys.tsx";
import { pageKeys } from "./page-keys.ts";

/** `?` shows what the keyboard can do. */
export function KeysHelp() {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useKeys({ "?": () => dialog.current?.showModal() });
  const ofPage = useText(pageKeys);
  const path = usePathname();
  const own = path.startsWith("/board") ? ofPage.board : path.startsWith("/cases/") ? ofPage.cases : [];
  const rows: readonly (readonly [readonly string[], string])[] = [
    [path.startsWith("/board") ? ["Ctrl K"] : ["/", "Ctrl K"], words.keys.focus],
    [["j", "k"], words.keys.move],
    [["Enter"], words.keys.open],
    [["f"], words.keys.find],
    ...own,
    [["Esc"], words.keys.escape],
    [["?"], words.keys.help],
  ];
  return (
    <>
      <button
        type="button"
        className="rounded-sm px-0.5"
        aria-label={words.keys.title}
        title={words.keys.title}
        onClick={() => dialog.current?.showModal()}
      >
        <kbd>?</kbd>
      </button>
      <dialog
        ref={dialog}
        aria-labelledby="keys-title"
        className="card m-auto w-80 p-5 text-ink backdrop:bg-black/40"
        onClick={(event) => event.target === dialog.current && dialog.current?.close()}
        onKeyDown={(event) => event.key === "?" && dialog.current?.close()}
      >
        <h2 id="keys-title" className="mb-3 font-semibold text-lg">
          {words.keys.title}
        </h2>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
          {rows.map(([keys, meaning]) => (
            <div key={meaning} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd className="text-ink-2">{meaning}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog" className="mt-4 text-right">
          <button type="submit" className="btn">
            {words.keys.close}
          </button>
        </form>
      </dialog>
    </>
  );
}
