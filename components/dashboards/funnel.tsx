"use client";

import type { ChainDashboardDto } from "#lib/contract/dashboards";
import { useLang, useText } from "../i18n/context.tsx";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** How far the executions came: a bar a step, and beside it who did not come further. */
export function Funnel({ chain }: { readonly chain: ChainDashboardDto }) {
  const words = useText(dashWords).chain;
  const lang = useLang();
  const { number, share } = useFormats();
  const most = Math.max(1, chain.started, ...chain.steps.map((step) => step.reached));
  return (
    <section className="card px-4 pt-3 pb-4 break-inside-avoid" aria-label={words.funnel} data-testid="funnel">
      <h2 className="mb-2 font-semibold text-base">
        {words.funnel} <span className="font-normal text-ink-2 text-sm">{words.funnelNote}</span>
      </h2>
      <ol className="flex flex-col gap-2">
        {chain.steps.map((step, i) => {
          const before = i === 0 ? chain.started : (chain.steps[i - 1]?.reached ?? 0);
          const lost = Math.max(0, before - step.reached);
          return (
            <li key={step.stepId} className="grid grid-cols-[7.5rem_1fr_auto] items-center gap-x-3 text-sm">
              <span className="truncate" title={step.title[lang]}>
                {step.title[lang]}
              </span>
              <span className="h-4 rounded-[3px] bg-sunken" aria-hidden="true">
                <span className="flex h-full overflow-hidden rounded-[3px]">
                  <span className="bg-svc h-full" style={{ width: `${(step.reached / most) * 100}%`, background: "var(--svc-2)" }} />
                  {lost > 0 && (
                    <span className="h-full" style={{ width: `${Math.max(0.6, (lost / most) * 100)}%`, background: "var(--stuck)" }} />
                  )}
                </span>
              </span>
              <span className="num whitespace-nowrap text-right">
                {number(step.reached)} <span className="inline-block w-14 text-ink-2">{share(step.reached / most)}</span>
              </span>
              {lost > 0 && <span className="col-start-2 text-stuck text-xs">{words.lost(lost)}</span>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
