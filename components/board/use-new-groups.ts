"use client";

import { useEffect, useRef, useState } from "react";
import type { GroupDto } from "#lib/contract/group";
import { findNewGroups } from "./filter-groups.ts";

/** How long a row is marked as new. */
const NEW_FOR_MS = 8_000;

/** The groups that appeared since the page was opened, each once: what rings, what is announced, what is marked. Null: nothing is known yet. */
export function useNewGroups(groups: readonly GroupDto[] | null): readonly GroupDto[] {
  const known = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<readonly GroupDto[]>([]);
  useEffect(() => {
    if (groups === null) return;
    const found = findNewGroups(known.current, groups);
    known.current ??= new Set();
    for (const group of groups) known.current.add(group.id);
    if (found.length > 0) setFresh(found);
  }, [groups]);
  useEffect(() => {
    if (fresh.length === 0) return;
    const timer = setTimeout(() => setFresh([]), NEW_FOR_MS);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
