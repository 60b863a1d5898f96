"use client";

import type { KpisDto } from "#lib/contract/kpis";
import { useText } from "../i18n/context.tsx";
import { Delta } from "./delta.tsx";
import { FigureCard } from "./figure-card.tsx";
import { judgeDifference, judgeShare } from "./judge-difference.ts";
import { useFormats } from "./use-formats.ts";
import { useHeardBefore } from "./usual-range.tsx";
import { dashWords } from "./words.ts";

/** The four figures that the company wants moved, each against the time before. */
export function Figures({ kpis }: { readonly kpis: KpisDto }) {
  const words = useText(dashWords).figures;
  const heard = useHeardBefore(Date.parse(kpis.to));
  const or = (nothing: string) => (heard ? nothing : words.neverHeard);
  const { ms, share, points, number } = useFormats();
  const { processingTime: time, errorShare: errors, onTime, reaction, trend } = kpis;
  const pts = (by: number) => words.points(points(by));
  const late = onTime.total - onTime.done;
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4" data-testid="figures">
      <FigureCard
        testId="figure-processing"
        title={words.processing}
        value={time.meanMs === null ? null : ms(time.meanMs)}
        nothing={or(words.noOrders)}
        delta={<Delta difference={judgeDifference(time.meanMs, time.before.meanMs, "down", 500)} format={ms} />}
        detail={[
          time.medianMs !== null && words.median(ms(time.medianMs)),
          time.insideChainsMeanMs !== null && words.inside(ms(time.insideChainsMeanMs)),
          words.orders(time.count),
        ]
          .filter(Boolean)
          .join(" · ")}
        spark={trend.processingMeanMs}
        colour="var(--accent)"
      />
      <FigureCard
        testId="figure-errors"
        title={words.errors}
        value={errors.value === null ? null : share(errors.value)}
        nothing={or(words.noRequests)}
        delta={<Delta difference={judgeShare(errors.value, errors.before.value, "down")} format={pts} />}
        detail={`${errors.total > 0 ? `${words.timeouts(share(errors.timeouts / errors.total))} · ` : ""}${words.ofRequests(number(errors.total))}`}
        spark={trend.errorShare}
        colour="var(--stuck)"
      />
      <FigureCard
        testId="figure-on-time"
        title={words.onTime}
        value={onTime.value === null ? null : share(onTime.value)}
        nothing={or(words.noExecutions)}
        delta={<Delta difference={judgeShare(onTime.value, onTime.before.value, "up")} format={pts} />}
        detail={`${words.late(number(late), number(onTime.total))}${onTime.cannotTell > 0 ? ` · ${words.cannotTell(number(onTime.cannotTell))}` : ""}`}
        spark={trend.onTime}
        colour="var(--done)"
      />
      <FigureCard
        testId="figure-reaction"
        title={words.reaction}
        value={reaction.toAcknowledgeMs === null ? null : ms(reaction.toAcknowledgeMs)}
        nothing={reaction.cases > 0 ? words.notAcknowledged(words.cases(reaction.cases)) : or(words.noCases)}
        delta={<Delta difference={judgeDifference(reaction.toAcknowledgeMs, reaction.before.toAcknowledgeMs, "down", 1_000)} format={ms} />}
        detail={[reaction.toResolveMs !== null && words.resolved(ms(reaction.toResolveMs)), words.cases(reaction.cases)]
          .filter(Boolean)
          .join(" · ")}
        spark={trend.toAcknowledgeMs}
        colour="var(--running)"
      />
    </div>
  );
}
