import type { Moment } from "#lib/layout/format";
import type { Model } from "./use-model.ts";
import type { WaterfallProps } from "./waterfall-props.ts";
import type { WaterfallWords } from "./words.ts";

export interface PanelProps extends Pick<WaterfallProps, "lang" | "loadSpan" | "linkToTrace" | "linksOut"> {
  readonly words: WaterfallWords;
  readonly model: Model;
  readonly item: number;
  readonly row: number;
  readonly moment: Moment;
  readonly goTo: (item: number) => void;
  readonly close: () => void;
  readonly toggle: () => void;
}
