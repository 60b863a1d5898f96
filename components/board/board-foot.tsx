"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { KpisDto } from "#lib/contract/kpis";
import { useText } from "../i18n/context.tsx";
import { useDuration } from "../i18n/use-duration.ts";
import { ask } from "../ui/ask.ts";
import { words } from "./words.ts";

const DAY_MS = 86_400_000;
const AGAIN_MS = 60_000;

/** How soon people react, as Loupe itself measured it: a line that is there when it is known, and takes its room before. */
export function BoardFoot() {
  const text = useText(words).foot;
  const duration = useDuration();
  const { data } = useQuery({
    queryKey: ["kpis", "day"],
    queryFn: ({ signal }) => {
      // By whole minutes: many boards ask for one range.
      const to = Math.floor(Date.now() / AGAIN_MS) * AGAIN_MS;
      const range = new URLSearchParams({ from: new Date(to - DAY_MS).toISOString(), to: new Date(to).toISOString() });
      return ask<KpisDto>(`/api/v1/kpis?${range}`, signal);
    },
    refetchInterval: AGAIN_MS,
  });
  const reaction = data?.reaction;
  return (
    <p className="mt-3 flex min-h-5 flex-wrap gap-x-6 text-ink-2 text-sm" data-testid="foot">
      {reaction && (
        <>
          <span>
            {text.title}: <b className="font-semibold text-ink">{text.opened(reaction.cases)}</b>
          </span>
          {reaction.toAcknowledgeMs !== null && <span>{text.taken(duration(reaction.toAcknowledgeMs))}</span>}
          {reaction.toResolveMs !== null && <span>{text.closed(duration(reaction.toResolveMs))}</span>}
          <Link href="/incidents" className="tap text-accent hover:underline">
            {text.all} →
          </Link>
        </>
      )}
    </p>
  );
}
