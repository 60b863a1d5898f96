import type { ValueAxis } from "#lib/layout/charts/value-axis";
import type { ChartMarker } from "./marker-lines.tsx";
import type { TimeSpan } from "./plot.ts";

export interface Track {
  readonly id: string;
  readonly name: string;
  /** A CSS colour, of the tokens. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly look?: "line" | "area" | "bars" | "before" | "objective";
}

export interface LineChartProps {
  readonly label: string;
  readonly span: TimeSpan;
  readonly zone: string;
  readonly at: readonly number[];
  readonly stepMs: number;
  /** What was counted in each bucket; null: telemetry missing. */
  readonly counts: readonly (number | null)[];
  readonly tracks: readonly Track[];
  readonly axis: ValueAxis;
  readonly format: (value: number) => string;
  /** The same on the axis, shorter. */
  readonly tick?: (value: number) => string;
  readonly markers?: readonly ChartMarker[];
  readonly height?: number;
  /** Newer than this is still coming in. */
  readonly completeUpTo?: number | null;
  readonly onZoom?: (span: TimeSpan) => void;
}
