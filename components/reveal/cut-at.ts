export interface Part {
  readonly text: string;
  readonly isRevealed: boolean;
}

/** Longest first: a name within an address is the address's. */
export function cutAt(text: string, values: readonly string[]): readonly Part[] {
  const found = values.filter((value) => value !== "" && text.includes(value)).sort((a, b) => b.length - a.length);
  if (found.length === 0) return [{ text, isRevealed: false }];
  const pattern = new RegExp(`(${found.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`);
  return text
    .split(pattern)
    .map((part, at) => ({ text: part, isRevealed: at % 2 === 1 }))
    .filter((part) => part.text !== "");
}
