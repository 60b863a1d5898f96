import type { StateWord } from "#lib/contract/words";

/** A browser tab has no colours: the state's glyph as a character, of the same shape as `state-glyph.tsx`. */
export const GLYPHS: Readonly<Record<StateWord, string>> = {
  done: "✓",
  "done-late": "✓",
  running: "◌",
  slow: "◔",
  late: "△",
  "cannot-tell": "?",
  stuck: "⬢",
  failed: "✕",
};

const LONGEST = 60;

/** An id of any length and script as one line that takes its direction from itself. */
export const shortId = (id: string): string => {
  const line = id.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > LONGEST ? `${[...line].slice(0, LONGEST).join("")}…` : line;
};

/** `⬢ 48213 stuck`: what is told first is what is left of a title in a row of many tabs. */
export const titleOfOrder = (orderId: string, state: StateWord | null, stateName: string, title: string): string =>
  state === null ? `${title} ${shortId(orderId)}` : `${GLYPHS[state]} ${shortId(orderId)} ${stateName}`;
