import { type Plot, type TimeSpan, timeToX } from "./plot.ts";

export interface ChartMarker {
  readonly id: string;
  readonly at: number;
  readonly text: string;
  readonly kind: "deploy" | "incident";
}

/** Half a dozen pixels a character at 11 px. */
const CHARACTER = 6.6;

/** Releases and incidents as lines, named from the newest back: a name is left out where it would stand on another, its line is not. */
export function MarkerLines({
  plot,
  span,
  markers,
}: {
  readonly plot: Plot;
  readonly span: TimeSpan;
  readonly markers: readonly ChartMarker[];
}) {
  let taken = Infinity;
  const placed = markers
    .filter(({ at }) => at >= span.from && at < span.to)
    .sort((a, b) => b.at - a.at)
    .map((marker) => {
      const x = timeToX(span, marker.at, plot.plotWidth);
      const text = marker.text.length > 28 ? `${marker.text.slice(0, 27)}…` : marker.text;
      const long = text.length * CHARACTER;
      const leftward = x + long + 6 > plot.plotWidth;
      const begins = leftward ? x - long - 4 : x + 4;
      const named = begins + long < taken && begins >= -plot.left;
      if (named) taken = begins - 8;
      return { ...marker, x, text, leftward, named };
    });
  return (
    <g transform={`translate(${plot.left} ${plot.top})`} className="font-mono text-xs">
      {placed.map(({ id, x, text, leftward, named, kind, text: full }) => (
        <g key={id} style={{ color: kind === "incident" ? "var(--stuck)" : "var(--late)" }}>
          <line
            x1={x}
            x2={x}
            y1={-14}
            y2={plot.plotHeight}
            stroke="currentColor"
            strokeWidth={1.2}
            strokeDasharray={kind === "incident" ? "1 3" : "3 3"}
          >
            <title>{full}</title>
          </line>
          {named && (
            <text x={leftward ? x - 4 : x + 4} y={-6} textAnchor={leftward ? "end" : "start"} fill="currentColor">
              {text}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
