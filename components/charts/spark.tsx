import { shapeLine } from "#lib/layout/charts/line";

/** A line without axes beside a figure. Not from zero: its shape is what counts, the figure stands above it. Holes are holes. */
export function Spark({
  values,
  colour,
  height = 34,
}: {
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly height?: number;
}) {
  const width = 300;
  const known = values.filter((value): value is number => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const low = least - (most - least) * 0.35;
  const y = (value: number) => (most > least ? height - 2 - ((value - low) / (most - low)) * (height - 5) : height / 2);
  const points = values.map((value, i) => ({
    x: values.length > 1 ? (i * width) / (values.length - 1) : width / 2,
    y: value === null ? null : y(value),
  }));
  const shape = shapeLine(points, height);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      width="100%"
      height={height}
      aria-hidden="true"
      className="block"
      style={{ color: colour }}
    >
      <path d={shape.area} fill="currentColor" fillOpacity={0.1} />
      <path d={shape.path} fill="none" stroke="currentColor" strokeWidth={1.6} vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
      {shape.dots.map((dot) => (
        <line
          key={dot.x}
          x1={dot.x}
          x2={dot.x}
          y1={dot.y}
          y2={dot.y}
          stroke="currentColor"
          strokeWidth={3}
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
