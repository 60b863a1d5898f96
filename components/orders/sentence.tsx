"use client";

import type { VerdictDto } from "#lib/contract/verdict";
import { Time } from "../ui/time.tsx";
import { findInstants } from "./find-instants.ts";

/** Text of a verdict with its times in the reader's zone. */
export function Sentence({ text, near }: { readonly text: string; readonly near: string }) {
  return findInstants(text, near).map((piece, index) =>
    typeof piece === "string" ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a sentence's pieces have no identity but their place
      <Time key={index} at={piece.at} />
    ),
  );
}

export type Part = VerdictDto["parts"]["en"][number];

/** The page's title names the order already: "Order 48213 · price calculation: …" begins with the chain here. */
export function withoutOrder(parts: readonly Part[]): readonly Part[] {
  const [first, ...rest] = parts.filter((part) => part.role !== "order");
  return first ? [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest] : [];
}

/** In a table the chain stands beside it too: only what happened is left. */
export const onlyPredicate = (parts: readonly Part[]): string =>
  parts
    .filter((part) => part.role !== "order" && part.role !== "chain")
    .map((part) => part.text)
    .join("")
    .replace(/^[:·\s]+/, "");
