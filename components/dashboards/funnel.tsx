"use client";

import type { ChainDashboardDto } from "#lib/contract/dashboards";
import { useLang, useText } from "../i18n/context.tsx";
import { funnelSteps } from "./funnel-steps.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** How far the executions came: a bar a step, and beside it who did not come further. */
export function Funnel({ chain }: { readonly chain: ChainDashboardDto }) {
  const words = useText(dashWords).chain;
  const lang = useLang();
  const { number, share } = useFormats();
  const steps = funnelSteps(chain.started, chain.steps);
  const most = Math.max(1, chain.started, steps[0]?.came ?? 0);
  return (
    <section className="card px-4 pt-3 pb-4 break-inside-avoid" aria-label={words.funnel} data-testid="funnel">
      <h2 className="mb-2 font-semibold text-base">
        {words.funnel} <span className="font-normal text-ink-2 text-sm">{words.funnelNote}</span>
      </h2>
      <ol className="flex flex-col gap-2">
        {steps.map((step, i) => {
          const title = chain.steps[i]!.title[lang];
          const width = (n: number) => `${n > 0 ? Math.max(0.6, (n / most) * 100) : 0}%`;
          return (
            <li key={step.stepId} className="grid grid-cols-[7.5rem_1fr_auto] items-center gap-x-3 text-sm">
              <span className="truncate" title={title}>
                {title}
              </span>
              <span className="flex h-4 overflow-hidden rounded-[3px] bg-sunken" aria-hidden="true">
                <span className="h-full bg-accent" style={{ width: width(Math.min(step.seen, step.came)) }} />
                <span className="h-full bg-accent opacity-40" style={{ width: width(step.came - step.seen) }} />
                <span className="h-full bg-stuck" style={{ width: width(step.lost) }} />
              </span>
              <span className="num whitespace-nowrap text-right">
                {number(step.came)} <span className="inline-block w-14 text-ink-2">{share(step.came / most)}</span>
              </span>
              <span className="col-span-2 col-start-2 flex flex-wrap gap-x-3 text-xs empty:hidden">
                {step.lost > 0 && <span className="text-stuck">{words.lost(step.lost)}</span>}
                {step.came > step.seen && <span className="text-ink-2">{words.unseen(step.came - step.seen)}</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
