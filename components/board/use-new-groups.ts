"use client";

import { useEffect, useRef, useState } from "react";
import type { GroupDto } from "#lib/contract/group";
import { findNewGroups } from "./filter-groups.ts";

/** How long a row is marked as new. */
const NEW_FOR_MS = 8_000;
/** As cases do: what comes back sooner is the same, what comes back later is news. */
const SAME_FOR_MS = 15 * 60_000;

/** The groups that appeared since the page was opened, each once: what rings, what is announced, what is marked. Null: nothing is known yet. */
export function useNewGroups(groups: readonly GroupDto[] | null): readonly GroupDto[] {
  const seenAt = useRef<Map<string, number> | null>(null);
  const [fresh, setFresh] = useState<readonly GroupDto[]>([]);
  useEffect(() => {
    if (groups === null) return;
    const now = Date.now();
    for (const [id, at] of seenAt.current ?? []) if (now - at > SAME_FOR_MS) seenAt.current?.delete(id);
    const found = findNewGroups(seenAt.current && new Set(seenAt.current.keys()), groups);
    seenAt.current ??= new Map();
    for (const group of groups) seenAt.current.set(group.id, now);
    if (found.length > 0) setFresh(found);
  }, [groups]);
  useEffect(() => {
    if (fresh.length === 0) return;
    const timer = setTimeout(() => setFresh([]), NEW_FOR_MS);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
