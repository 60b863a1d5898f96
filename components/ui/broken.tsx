"use client";

import { useWords } from "../i18n/context.tsx";

/** Something of ours threw: said plainly, with the code under which the log has it, and never with a stack. */
export function Broken({ digest, retry }: { readonly digest: string | undefined; readonly retry: () => void }) {
  const words = useWords().error;
  return (
    <section role="alert" className="mx-auto max-w-2xl px-6 py-16">
      <h1>{words.title}</h1>
      <p className="mt-3 text-lg">{words.text}</p>
      {digest && (
        <p className="mt-2 text-ink-2">
          {words.code} <span className="num">{digest}</span>
        </p>
      )}
      <button type="button" className="btn mt-6" onClick={retry}>
        {words.retry}
      </button>
    </section>
  );
}
