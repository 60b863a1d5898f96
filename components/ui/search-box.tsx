"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useWords } from "../i18n/context.tsx";
import { useKeys } from "./keys.tsx";
import { pathOfId } from "./paths.ts";

/** The one box: an order's id or a trace's. `/` and Ctrl K lead here from anywhere. */
export function SearchBox() {
  const words = useWords();
  const router = useRouter();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  useKeys({
    "/": () => focus(box.current),
    "mod+k": () => focus(box.current),
  });
  return (
    <search className="flex min-w-0 flex-[1_1_260px] items-center md:min-w-[200px] md:max-w-[420px]">
      <form
        action="/find"
        className="w-full"
        onSubmit={(event) => {
          event.preventDefault();
          const id = text.trim();
          if (id === "") return;
          router.push(pathOfId(id));
          box.current?.blur();
        }}
      >
        <label className="flex h-[34px] w-full items-center gap-2 rounded-md border border-line bg-sunken px-3 focus-within:border-accent focus-within:outline-1 focus-within:outline-accent">
          <span className="sr-only">{words.search.label}</span>
          <input
            ref={box}
            name="id"
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && box.current?.blur()}
            placeholder={words.search.placeholder}
            autoComplete="off"
            spellCheck={false}
            className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
          />
          <kbd className="max-md:hidden">/</kbd>
        </label>
      </form>
    </search>
  );
}

function focus(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}
