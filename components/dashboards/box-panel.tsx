"use client";

import type { BehindDto } from "#lib/contract/dashboards";
import { useText } from "../i18n/context.tsx";
import { BoxOrders, BoxTraces } from "./box-lists.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { useBehind } from "./queries.ts";
import type { Dash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

/** What lies behind the box: the orders and traces in it, and what sets them apart from the rest of the same time. */
export function BoxPanel({ scope, dash }: { readonly scope: string; readonly dash: Dash }) {
  const { box } = dash.view;
  const words = useText(dashWords).box;
  const { ms, moment, number } = useFormats();
  const query = useBehind(scope, box);
  if (!box) return null;
  const range = box.highMs === Infinity ? `≥ ${ms(box.lowMs)}` : `${ms(box.lowMs)} – ${ms(box.highMs)}`;
  return (
    <Loaded query={query} skeleton={<CardSkeleton height={320} />}>
      {(data) => (
        <section
          className={`card overflow-hidden ${query.isPlaceholderData ? "opacity-60" : ""}`}
          aria-label={words.title}
          data-testid="box-panel"
        >
          <header className="flex flex-wrap items-baseline gap-x-3 border-line border-b px-4 py-3">
            <h2 className="font-semibold text-base">{words.held(number(Math.round(data.count)))}</h2>
            <span className="num text-ink-2 text-sm">
              {moment(box.from, dash.zone)} – {moment(box.to, dash.zone)} · {range}
            </span>
            <button type="button" className="btn ml-auto print:hidden" onClick={() => dash.change({ box: null })}>
              {words.close}
            </button>
          </header>
          <SetApart data={data} />
          {data.orders.length + data.traces.length === 0 && <p className="px-4 py-6 text-ink-2">{words.empty}</p>}
          <div className="grid items-start divide-line max-xl:divide-y xl:grid-cols-2 xl:divide-x">
            {data.orders.length > 0 && <BoxOrders orders={data.orders} zone={dash.zone} />}
            {data.traces.length > 0 && <BoxTraces traces={data.traces} zone={dash.zone} />}
          </div>
        </section>
      )}
    </Loaded>
  );
}

function SetApart({ data }: { readonly data: BehindDto }) {
  const words = useText(dashWords).box;
  const { share, number } = useFormats();
  if (data.lookedAt.inside === 0) return null;
  return (
    <div className="border-line border-b px-4 py-3">
      <h3 className="font-semibold text-sm">
        {words.apart}{" "}
        <span className="font-normal text-ink-2">{words.apartNote(number(data.lookedAt.inside), number(data.lookedAt.outside))}</span>
      </h3>
      {data.distinctive.length === 0 ? (
        <p className="mt-1 text-ink-2">{words.nothingApart}</p>
      ) : (
        <ul className="mt-2 grid gap-x-6 gap-y-2 md:grid-cols-2">
          {data.distinctive.slice(0, 8).map((one) => (
            <li key={`${one.key}=${one.value}`} className="min-w-0">
              <span className="num block truncate" title={`${one.key} = ${one.value}`}>
                <span className="text-ink-2">{one.key} = </span>
                {one.value}
              </span>
              <ShareBar name={words.inside} value={one.insideShare} text={share(one.insideShare)} colour="var(--accent)" />
              <ShareBar name={words.outside} value={one.outsideShare} text={share(one.outsideShare)} colour="var(--line-strong)" />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ShareBar({
  name,
  value,
  text,
  colour,
}: {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly colour: string;
}) {
  return (
    <span className="flex items-center gap-2 text-xs">
      <span className="w-20 shrink-0 text-ink-2">{name}</span>
      <span className="h-1.5 flex-1 rounded-full bg-sunken" aria-hidden="true">
        <span
          className="block h-full rounded-full"
          style={{ width: `${Math.max(value > 0 ? 1.5 : 0, value * 100)}%`, background: colour }}
        />
      </span>
      <span className="num w-14 shrink-0 text-right">{text}</span>
    </span>
  );
}
