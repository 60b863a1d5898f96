"use client";

import Link from "next/link";
import type { ServiceRowsDto } from "#lib/contract/dashboards";
import { Spark } from "../charts/spark.tsx";
import { useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { useRowKeys } from "../ui/row-keys.ts";
import { DashFrame } from "./dash-frame.tsx";
import { CardSkeleton, Loaded } from "./loaded.tsx";
import { useDependencies, useServices } from "./queries.ts";
import { RedCells, RedHeads } from "./red-cells.tsx";
import { pathOfService } from "./scope.ts";
import { ServiceMapPanel } from "./service-map-panel.tsx";
import { type Dash, useDash } from "./use-dash-view.ts";
import { dashWords } from "./words.ts";

export function ServicesPage() {
  const words = useText(dashWords);
  const dash = useDash();
  const rows = useServices(dash.period);
  const map = useDependencies(dash.period);
  return (
    <DashFrame title={words.title.services} dash={dash}>
      <Loaded query={map} skeleton={<CardSkeleton height={360} />}>
        {(data) => data.nodes.length > 0 && <ServiceMapPanel map={data} hrefTo={dash.hrefTo} />}
      </Loaded>
      <Loaded query={rows} skeleton={<CardSkeleton height={320} />}>
        {(data) => <Rows rows={data} hrefTo={dash.hrefTo} />}
      </Loaded>
    </DashFrame>
  );
}

function Rows({ rows, hrefTo }: { readonly rows: ServiceRowsDto; readonly hrefTo: Dash["hrefTo"] }) {
  const words = useText(dashWords).service;
  const names = useChainNames();
  const paths = rows.services.map((row) => hrefTo(pathOfService(row.service)));
  const { body, picked, pick } = useRowKeys(paths);
  if (rows.services.length === 0) return <p className="card px-6 py-10 font-semibold text-lg">{words.empty}</p>;
  return (
    <section className="card relative overflow-x-auto" aria-label={words.list} data-testid="services">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.title}</th>
            <RedHeads />
            <th scope="col" className="w-40">
              p95
            </th>
            <th scope="col">{words.chains}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.services.map((row, i) => (
            <tr key={row.service} aria-selected={picked === paths[i]} onPointerDown={() => pick(paths[i]!)}>
              <td className="whitespace-nowrap">
                <Link href={paths[i]!} className="font-medium hover:underline">
                  {names.service(row.service)}
                </Link>
                {names.service(row.service) !== row.service && <span className="num ml-2 text-ink-3 text-sm">{row.service}</span>}
              </td>
              <RedCells now={row.now} before={row.before} />
              <td className="py-1.5">
                <Spark values={row.spark.p95Ms} colour="var(--accent)" height={24} />
              </td>
              <td className="text-ink-2 text-sm">{row.inChains.map((id) => names.chain(id)).join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
