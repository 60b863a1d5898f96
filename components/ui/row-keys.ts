"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useKeys } from "./keys.tsx";

/** `j` and `k` through the rows of a list, Enter opens; the picked row is known by its path, so that a refreshed list keeps it. */
export function useRowKeys(paths: readonly string[]) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const at = picked === null ? -1 : paths.indexOf(picked);
  const move = (by: number) => {
    const index = Math.max(0, Math.min(paths.length - 1, at + by));
    setPicked(paths[index] ?? null);
    body.current?.rows[index]?.scrollIntoView({ block: "nearest" });
  };
  const open = () => picked !== null && router.push(picked);
  useKeys({ j: () => move(1), k: () => move(-1), ...(at >= 0 && { enter: open }) });
  return { body, picked, pick: setPicked } as const;
}
