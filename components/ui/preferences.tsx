"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLang, useWords } from "../i18n/context.tsx";
import { LANG_COOKIE, LANGS, type Lang, THEME_COOKIE, type Theme } from "../i18n/lang.ts";

function keep(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

export function LanguageSwitch() {
  const words = useWords();
  const lang = useLang();
  const router = useRouter();
  const choose = (next: Lang) => {
    keep(LANG_COOKIE, next);
    router.refresh();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a box of its own
    <span role="group" aria-label={words.lang.label} className="flex gap-0.5">
      {LANGS.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={one === lang}
          aria-label={words.lang[one]}
          className="rounded-sm px-1 py-1 uppercase aria-pressed:font-semibold aria-pressed:text-accent"
          onClick={() => choose(one)}
        >
          {one}
        </button>
      ))}
    </span>
  );
}

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const MARK: Record<Theme, string> = { system: "◐", light: "☀", dark: "☾" };

/** Written on the root element at once, and into a cookie, from which the server writes it the next time: no flash. */
export function ThemeSwitch({ initial }: { readonly initial: Theme }) {
  const words = useWords();
  const [theme, setTheme] = useState(initial);
  const label = `${words.theme.label}: ${words.theme[theme]}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid size-6 place-items-center rounded-sm text-[15px] hover:bg-sunken"
      onClick={() => {
        const next = NEXT[theme];
        keep(THEME_COOKIE, next);
        document.documentElement.dataset["theme"] = next;
        setTheme(next);
      }}
    >
      {MARK[theme]}
    </button>
  );
}
