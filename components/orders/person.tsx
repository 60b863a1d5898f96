import type { Words } from "../i18n/words-en.ts";

/** A pseudonym: the same person is the same word everywhere, and nobody's name. */
export function Person({ pseudonym, words }: { readonly pseudonym: string | null; readonly words: Words }) {
  if (pseudonym === null) return null;
  return (
    <>
      {words.order.user} <span className="masked">{pseudonym}</span>
      {" · "}
    </>
  );
}
