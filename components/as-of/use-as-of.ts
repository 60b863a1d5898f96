"use client";

import { useSearchParams } from "next/navigation";

/** The moment that the address asks for, as the API takes it; null for now. */
export function useAsOf(): readonly [string | null, (at: string | null, keep?: "replace") => void] {
  const given = useSearchParams().get("asOf");
  const asOf = given !== null && !Number.isNaN(Date.parse(given)) ? given : null;
  return [asOf, goTo];
}

/** A way through the past is one step of the browser's history, not one a change. */
function goTo(at: string | null, keep?: "replace"): void {
  const url = new URL(window.location.href);
  if (at === null) url.searchParams.delete("asOf");
  else url.searchParams.set("asOf", at);
  if (keep === "replace") window.history.replaceState(null, "", url);
  else window.history.pushState(null, "", url);
}
