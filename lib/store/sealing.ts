import type { AttributeValue, SpanKind } from "#lib/trace/span";

/**
 * How personal data is kept: what the policy calls personal is encrypted before it is written, the rest stays readable for searches.
 * Made by `lib/wiring.ts` of the masking policy and the data keys, so that what is masked on the way out is what is sealed on the way in.
 */
export interface Sealing {
  isPersonal(key: string, value: AttributeValue, kind?: SpanKind): boolean;
  isPersonalText(text: string): boolean;
  /** Printable; equal texts may be sealed alike. */
  seal(plain: string): string;
  /** Null: not sealed by us, or with a key that is gone. */
  open(sealed: string): string | null;
  /** A keyed hash, the same for ever: for what is found by equality without being kept. */
  blind(text: string): string;
}

/** Nothing is personal: for stores that hold no spans of people, and for tests. */
export const NO_SEALING: Sealing = {
  isPersonal: () => false,
  isPersonalText: () => false,
  seal: (plain) => plain,
  open: () => null,
  blind: (text) => text,
};

/** Stands where a value was that nobody can open any more. */
export const UNREADABLE = "[sealed with a key that is gone]";

/** Before what is sealed in a text column. */
export const SEAL_MARK = "sealed:";

/** A text column: sealed where it holds something personal. */
export const keepText = (sealing: Sealing, text: string): string => (sealing.isPersonalText(text) ? SEAL_MARK + sealing.seal(text) : text);

/** Somebody's own text may begin with our mark: only what opens was sealed. */
export const readText = (sealing: Sealing, stored: string): string =>
  stored.startsWith(SEAL_MARK) ? (sealing.open(stored.slice(SEAL_MARK.length)) ?? stored) : stored;
