/** One thing that was looked at. `weak`: works, and should not stay so. `broken`: does not work, or protects nobody. */
export interface Finding {
  /** What it is about: a variable or a part, `AUTH_SECRET`, `directory`. */
  readonly about: string;
  readonly level: "ok" | "weak" | "broken";
  /** Never a secret, nor a piece of one. */
  readonly text: string;
  /** Null where all is well. */
  readonly cure: string | null;
}

export const fine = (about: string, text: string): Finding => ({ about, level: "ok", text, cure: null });
export const weak = (about: string, text: string, cure: string): Finding => ({ about, level: "weak", text, cure });
export const broken = (about: string, text: string, cure: string): Finding => ({ about, level: "broken", text, cure });

/** What was found, or that all of it is well. */
export const orFine = (found: readonly (Finding | false)[], about: string, text: string): readonly Finding[] => {
  const kept = found.filter((one) => one !== false);
  return kept.length > 0 ? kept : [fine(about, text)];
};

/** What somebody may have put into an error text is not repeated beyond this. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return `${code && !message?.includes(code) ? `${code}: ` : ""}${(message ?? String(error)).slice(0, 160)}`;
};
