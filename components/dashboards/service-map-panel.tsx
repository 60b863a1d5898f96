"use client";

import { useRouter } from "next/navigation";
import { useMemo, useRef } from "react";
import type { DependenciesDto, EdgeDto } from "#lib/contract/dashboards";
import { layoutServiceMap } from "#lib/layout/charts/service-map";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { useWidth } from "../charts/use-width.ts";
import { useText } from "../i18n/context.tsx";
import { useChainNames } from "../ui/chains.tsx";
import { pathOfService } from "./scope.ts";
import type { Dash } from "./use-dash-view.ts";
import { useFormats } from "./use-formats.ts";
import { dashWords } from "./words.ts";

const NODE = { nodeWidth: 138, nodeHeight: 46, rowGap: 26 };
/** More than this is no map any more: the calls that matter least are left to the table. */
const MOST_EDGES = 60;
/** One in a hundred is worth red in a picture of the whole company. */
const FAILING = 0.01;

export function ServiceMapPanel({ map, hrefTo }: { readonly map: DependenciesDto; readonly hrefTo: Dash["hrefTo"] }) {
  const words = useText(dashWords).service;
  const { share, rate, ms } = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const edges = useMemo(() => [...map.edges].sort((a, b) => b.now.count - a.now.count).slice(0, MOST_EDGES), [map]);
  const placed = useMemo(
    () =>
      layoutServiceMap(
        edges.map((edge) => ({ from: edge.caller, to: edge.callee })),
        map.nodes.map((node) => node.name),
        { ...NODE, width: Math.max(width, 320) },
      ),
    [edges, map, width],
  );
  const most = Math.max(1, ...edges.map((edge) => edge.now.ratePerMinute));
  const find = (from: string, to: string): EdgeDto => edges.find((edge) => edge.caller === from && edge.callee === to)!;
  const table = {
    columns: [
      { key: "caller", name: words.incoming },
      { key: "callee", name: words.outgoing },
      { key: "ratePerMinute", name: words.rate, format: rate },
      { key: "errorShare", name: "errors", format: share },
      { key: "p95Ms", name: "p95", format: ms },
    ],
    rows: map.edges.map((edge) => [edge.caller, edge.callee, edge.now.ratePerMinute, edge.now.errorShare, edge.now.p95Ms]),
  };
  return (
    <ChartFrame testId="service-map" title={words.map} note={words.mapNote} table={table}>
      <div ref={box} className="relative overflow-x-auto" style={{ minHeight: placed.height }}>
        {width > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: an svg is no fieldset
          <svg
            data-chart=""
            viewBox={`-2 -2 ${placed.width + 4} ${placed.height + 4}`}
            width={placed.width}
            height={placed.height}
            className="mx-auto block max-w-none print:h-auto print:w-full"
            role="group"
            aria-label={words.map}
          >
            {placed.calls.map((call) => {
              const { now } = find(call.from, call.to);
              const failing = (now.errorShare ?? 0) > FAILING;
              return (
                <g key={`${call.from} ${call.to}`} style={{ color: failing ? "var(--stuck)" : "var(--line-strong)" }}>
                  <path
                    d={call.path}
                    fill="none"
                    stroke="currentColor"
                    strokeWidth={1 + 3 * Math.sqrt(now.ratePerMinute / most)}
                    strokeOpacity={failing ? 0.75 : 1}
                    strokeDasharray={call.back ? "5 3" : undefined}
                  >
                    <title>{`${call.from} → ${call.to}: ${rate(now.ratePerMinute)} ${words.rate}, ${now.errorShare === null ? "–" : share(now.errorShare)}`}</title>
                  </path>
                  <text
                    x={call.labelX}
                    y={call.labelY - 4}
                    textAnchor="middle"
                    className={`font-mono text-xs ${failing ? "fill-stuck" : "fill-ink-2"}`}
                    stroke="var(--surface)"
                    strokeWidth={5}
                    paintOrder="stroke"
                  >
                    {rate(now.ratePerMinute)}
                    {failing && ` · ${share(now.errorShare ?? 0)}`}
                  </text>
                </g>
              );
            })}
            {placed.services.map((service) => (
              <ServiceNode
                key={service.name}
                {...service}
                node={map.nodes.find((one) => one.name === service.name)}
                href={hrefTo(pathOfService(service.name))}
              />
            ))}
          </svg>
        )}
      </div>
    </ChartFrame>
  );
}

interface NodeProps {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly node: DependenciesDto["nodes"][number] | undefined;
  readonly href: string;
}

const RADIUS = { service: 8, database: 16, queue: 0, external: 23 } as const;

/** What it is has a shape: a service's corners are round, a database's rounder, a queue's none, what lies outside is a dashed pill. */
function ServiceNode({ name, x, y, node, href }: NodeProps) {
  const names = useChainNames();
  const words = useText(dashWords).service;
  const { share, ms } = useFormats();
  const router = useRouter();
  const kind = node?.kind ?? "external";
  const { nodeWidth: w, nodeHeight: h } = NODE;
  const title = names.service(name);
  const short = title.length > 18 ? `${title.slice(0, 17)}…` : title;
  const under = node?.now
    ? [node.now.p95Ms !== null && `p95 ${ms(node.now.p95Ms)}`, (node.now.errorShare ?? 0) > 0 && share(node.now.errorShare ?? 0)]
        .filter(Boolean)
        .join(" · ")
    : words.kinds[kind];
  const shape = (
    <>
      <title>{node?.now ? `${title}: ${words.kinds[kind]}, ${under}` : `${title}: ${words.kinds[kind]}`}</title>
      <rect
        x={x - w / 2}
        y={y - h / 2}
        width={w}
        height={h}
        rx={RADIUS[kind]}
        fill="var(--surface)"
        stroke={kind === "service" ? "var(--accent)" : "var(--line-strong)"}
        strokeWidth={1.4}
        strokeDasharray={kind === "external" ? "4 3" : undefined}
      />
      <text x={x} y={y - 3} textAnchor="middle" className="fill-ink text-sm" style={{ fontWeight: 600 }}>
        {short}
      </text>
      <text x={x} y={y + 13} textAnchor="middle" className="fill-ink-2 font-mono text-xs">
        {under}
      </text>
    </>
  );
  if (kind !== "service") return <g>{shape}</g>;
  return (
    <a
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        router.push(href);
      }}
    >
      {shape}
    </a>
  );
}
