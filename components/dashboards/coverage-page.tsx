"use client";

import type { AdviceDto, CoverageDto } from "#lib/contract/coverage";
import { useLang, useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { CoverageServices } from "./coverage-services.tsx";
import { DashFrame } from "./dash-frame.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { useCoverage } from "./queries.ts";
import { useDash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

export function CoveragePage() {
  const words = useText(dashWords);
  const dash = useDash();
  const query = useCoverage(dash.period);
  return (
    <DashFrame title={words.title.coverage} dash={dash}>
      <p className="-mt-2 text-ink-2">{words.coverage.lead}</p>
      <Loaded query={query} skeleton={<CardSkeleton height={240} count={2} className="grid gap-3" />}>
        {(data) =>
          data.services.length === 0 ? (
            <p role="status" className="card px-6 py-10 font-semibold text-lg">
              {words.coverage.empty}
            </p>
          ) : (
            <>
              <section className="card px-4 pt-3 pb-2" data-testid="advice">
                <h2 className="font-semibold text-base">{words.coverage.advice}</h2>
                <AdviceList advice={data.advice} />
              </section>
              <CoverageServices services={data.services} />
              <ChainCoverage chains={data.chains} />
            </>
          )
        }
      </Loaded>
    </DashFrame>
  );
}

const INK = { high: "st-stuck", medium: "st-late", low: "st-cannot-tell" } as const;

/** The service to fix and the exact attribute, in words that can be pasted into a ticket. */
export function AdviceList({ advice, most = 8 }: { readonly advice: readonly AdviceDto[]; readonly most?: number }) {
  const words = useText(dashWords).coverage;
  if (advice.length === 0) return <p className="py-2 text-ink-2">{words.noAdvice}</p>;
  const [first, rest] = [advice.slice(0, most), advice.slice(most)];
  return (
    <>
      <Rows advice={first} />
      {rest.length > 0 && (
        <details className="border-line border-t py-2 print:hidden">
          <summary className="cursor-pointer text-ink-2 text-sm">{words.more(rest.length)}</summary>
          <Rows advice={rest} />
        </details>
      )}
    </>
  );
}

function Rows({ advice }: { readonly advice: readonly AdviceDto[] }) {
  const words = useText(dashWords).coverage;
  const lang = useLang();
  const names = useChainNames();
  return (
    <ol className="divide-y divide-line">
      {advice.map((one) => (
        <li
          key={`${one.service} ${one.kind} ${one.attribute} ${one.text.en}`}
          className="grid items-baseline gap-x-3 py-2 sm:grid-cols-[5.5rem_9rem_1fr]"
        >
          <span className={`state w-fit ${INK[one.severity]}`}>{words.severity[one.severity]}</span>
          <span className="min-w-0">
            <b className="font-semibold">{names.service(one.service)}</b>
            {one.attribute && <code className="num block break-all text-ink-2 text-sm">{one.attribute}</code>}
          </span>
          <span>{one.text[lang]}</span>
        </li>
      ))}
    </ol>
  );
}

function ChainCoverage({ chains }: { readonly chains: CoverageDto["chains"] }) {
  const words = useText(dashWords).coverage;
  const names = useChainNames();
  const { share, number } = useFormats();
  return (
    <section className="card px-4 pt-3 pb-4" aria-label={words.chains}>
      <h2 className="mb-2 font-semibold text-base">
        {words.chains} <span className="font-normal text-ink-2 text-sm">{words.chainNote}</span>
      </h2>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {chains.map((chain) => (
          <div key={chain.chainId}>
            <h3 className="mb-1 font-medium">{names.chain(chain.chainId)}</h3>
            <ul className="flex flex-col gap-1">
              {chain.steps.map((step) => {
                const low = step.visibility !== null && step.visibility < 0.995 && step.passed > 0;
                return (
                  <li key={step.stepId} className="grid grid-cols-[8rem_1fr_auto] items-center gap-3 text-sm">
                    <span className="truncate">{names.step(chain.chainId, step.stepId)}</span>
                    <span className="h-1.5 rounded-full bg-sunken" aria-hidden="true">
                      <span
                        className={`block h-full rounded-full ${low ? "bg-late" : "bg-done"}`}
                        style={{ width: `${(step.visibility ?? 0) * 100}%` }}
                      />
                    </span>
                    <span className={`num text-right ${low ? "text-late" : ""}`} title={words.seen(number(step.seen), number(step.passed))}>
                      {step.visibility === null ? "–" : share(step.visibility)}
                    </span>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
