"use client";

import Link from "next/link";
import type { EdgeDto, ServiceDashboardDto } from "#lib/contract/dashboards";
import { useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { BoxPanel } from "./box-panel.tsx";
import { DashFrame } from "./dash-frame.tsx";
import { HeatPanel } from "./heat-panel.tsx";
import { CardSkeleton, isMissing, Loaded, Missing } from "./loaded.tsx";
import { useService } from "./queries.ts";
import { RedCells, RedHeads } from "./red-cells.tsx";
import { RedLine } from "./red-line.tsx";
import { pathOfService } from "./scope.ts";
import { SeriesPanels } from "./series-panels.tsx";
import { type Dash, useDash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { useChartMarkers } from "./use-markers.ts";
import { dashWords } from "./words.ts";

export function ServicePage({ service }: { readonly service: string }) {
  const { service: words, states } = useText(dashWords);
  const names = useChainNames();
  const dash = useDash();
  const { ms } = useFormats();
  const query = useService(service, dash.period);
  const markers = useChartMarkers(dash.period, [service]);
  const { operation } = dash.view;
  const scope = operation === null ? `service:${service}` : `operation:${service}/${operation}`;
  const title = names.service(service);
  const shown = operation === null ? title : `${title} · ${operation}`;
  if (isMissing(query.error))
    return (
      <DashFrame title={title} dash={dash}>
        <Missing>{states.noService}</Missing>
      </DashFrame>
    );
  return (
    <DashFrame
      title={
        <>
          {title} {title !== service && <span className="num font-normal text-base text-ink-3">{service}</span>}
        </>
      }
      dash={dash}
    >
      <Loaded query={query} skeleton={<CardSkeleton height={72} />}>
        {(data) => <RedLine now={data.now} before={data.before} />}
      </Loaded>
      {operation !== null && (
        <p className="flex flex-wrap items-center gap-3">
          <span className="text-ink-2">{words.operation}:</span> <b className="min-w-0 break-words font-semibold">{operation}</b>
          <button type="button" className="btn" onClick={() => dash.change({ operation: null, box: null })}>
            {words.allOperations}
          </button>
        </p>
      )}
      <HeatPanel key={`heat ${scope}`} scope={scope} title={words.heat(shown)} dash={dash} markers={markers} height={260} />
      <BoxPanel scope={scope} dash={dash} />
      <SeriesPanels
        key={scope}
        scope={scope}
        dash={dash}
        markers={markers}
        countTitle={words.requests}
        countNote={words.requestsNote(ms(dash.period.step * 1000))}
      />
      <Loaded query={query} skeleton={<CardSkeleton height={300} />}>
        {(data) => <Tables data={data} dash={dash} />}
      </Loaded>
    </DashFrame>
  );
}

function Tables({ data, dash }: { readonly data: ServiceDashboardDto; readonly dash: Dash }) {
  const { hrefTo } = dash;
  const words = useText(dashWords).service;
  const { ms, number } = useFormats();
  return (
    <>
      <TableCard
        title={words.operations}
        note={words.operationsNote}
        heads={<RedHeads />}
        first={words.operation}
        last={words.impact}
        testId="operations"
      >
        {data.operations.map((row) => (
          <tr key={row.operation ?? ""}>
            <td className="break-words">
              {row.operation === null ? (
                <span className="text-ink-2">{words.others}</span>
              ) : (
                <button
                  type="button"
                  className="text-left hover:underline"
                  aria-pressed={row.operation === dash.view.operation}
                  onClick={() => {
                    dash.change({ operation: row.operation, box: null });
                    window.scrollTo({ top: 0 });
                  }}
                >
                  {row.operation}
                </button>
              )}
            </td>
            <RedCells now={row.now} before={row.before} />
            <Impact value={row.impact} />
          </tr>
        ))}
      </TableCard>
      <div className="grid items-start gap-3 xl:grid-cols-2">
        <Edges title={words.incoming} edges={data.dependencies.incoming} pick={(edge) => edge.caller} hrefTo={hrefTo} />
        <Edges title={words.outgoing} edges={data.dependencies.outgoing} pick={(edge) => edge.callee} hrefTo={hrefTo} />
      </div>
      {data.databases.length > 0 && (
        <TableCard title={words.databases} heads={<RedHeads />} first={words.statement} last={words.impact}>
          {data.databases.map((row) => (
            <tr key={`${row.database} ${row.operation}`}>
              <td>
                {row.operation} <span className="text-ink-3 text-sm">{row.database}</span>
              </td>
              <RedCells now={row.now} before={row.before} />
              <Impact value={row.impact} />
            </tr>
          ))}
        </TableCard>
      )}
      {data.queues.length > 0 && (
        <section className="card relative overflow-x-auto" aria-label={words.queues}>
          <h2 className="px-3 pt-3 font-semibold text-base">{words.queues}</h2>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{words.queue}</th>
                {[words.published, words.consumed, "p50", words.wait, "p99"].map((name) => (
                  <th key={name} scope="col" className="n">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.queues.map((queue) => (
                <tr key={queue.destination}>
                  <td>
                    <span className="num">{queue.destination}</span>{" "}
                    <span className="text-ink-2 text-sm">
                      {queue.publishers.join(", ") || words.nobody} → {queue.consumers.join(", ") || words.nobody}
                    </span>
                  </td>
                  <td className="n">{number(queue.published.count)}</td>
                  <td className="n">{number(queue.consumed.count)}</td>
                  {[queue.wait.p50Ms, queue.wait.p95Ms, queue.wait.p99Ms].map((value, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: three quantiles in their order
                    <td key={i} className="n">
                      {value === null ? "–" : ms(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

interface TableProps {
  readonly title: string;
  readonly note?: string;
  readonly first: string;
  readonly heads: React.ReactNode;
  readonly last: string;
  readonly children: React.ReactNode;
  readonly testId?: string;
}

function TableCard({ title, note, first, heads, last, children, testId }: TableProps) {
  return (
    <section className="card relative overflow-x-auto" aria-label={title} data-testid={testId}>
      <h2 className="px-3 pt-3 font-semibold text-base">
        {title} {note && <span className="font-normal text-ink-2 text-sm">{note}</span>}
      </h2>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {heads}
            <th scope="col" className="n w-36">
              {last}
            </th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function Impact({ value }: { readonly value: number | null }) {
  const { share } = useFormats();
  if (value === null) return <td className="n">–</td>;
  return (
    <td className="n">
      <span className="flex items-center justify-end gap-2">
        <span className="h-1.5 w-16 rounded-full bg-sunken" aria-hidden="true">
          <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.max(2, value * 100)}%` }} />
        </span>
        <span className="w-12">{share(Math.round(value * 1000) / 1000)}</span>
      </span>
    </td>
  );
}

interface EdgesProps {
  readonly title: string;
  readonly edges: readonly EdgeDto[];
  readonly pick: (edge: EdgeDto) => string;
  readonly hrefTo: Dash["hrefTo"];
}

function Edges({ title, edges, pick, hrefTo }: EdgesProps) {
  const words = useText(dashWords).service;
  const names = useChainNames();
  return (
    <section className="card relative overflow-x-auto" aria-label={title}>
      <h2 className="px-3 pt-3 pb-1 font-semibold text-base">{title}</h2>
      {edges.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">{words.nobody}</p>
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{words.title}</th>
              <RedHeads />
            </tr>
          </thead>
          <tbody>
            {edges.map((edge) => (
              <tr key={`${edge.caller} ${edge.callee} ${edge.kind}`}>
                <td className="whitespace-nowrap">
                  {edge.kind === "call" ? (
                    <Link href={hrefTo(pathOfService(pick(edge)))} className="hover:underline">
                      {names.service(pick(edge))}
                    </Link>
                  ) : (
                    pick(edge)
                  )}
                  {edge.kind !== "call" && <span className="ml-2 text-ink-3 text-sm">{words.kinds[edge.kind]}</span>}
                </td>
                <RedCells now={edge.now} before={null} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
