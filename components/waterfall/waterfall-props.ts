import type { LinkValues, OutLink } from "#lib/contract/link-template";
import type { Waterfall as WaterfallData } from "#lib/contract/waterfall";
import type { Lang } from "#lib/layout/format";
import type { View } from "#lib/layout/view-state";
import type { SpanDetail } from "./span-detail.ts";

export interface WaterfallProps {
  readonly data: WaterfallData;
  readonly lang: Lang;
  readonly timeZone: string;
  readonly view: View;
  readonly onViewChange: (view: View) => void;
  /** What a click fetches; null where the span is not (any more) there. */
  readonly loadSpan: (traceId: string, spanId: string, signal: AbortSignal) => Promise<SpanDetail | null>;
  readonly onExportJson?: () => void;
  /** Where a span of a trace outside of this waterfall is shown. */
  readonly linkToTrace?: (traceId: string, spanId: string) => string;
  /** Where else a span can be looked at: the operator's other tools. */
  readonly linksOut?: (about: LinkValues) => readonly OutLink[];
  /** Rows area in pixels at most; the height of the rows where that is less. */
  readonly maxHeight?: number;
}
