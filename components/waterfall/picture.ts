// What one frame draws from.

import type { FoldAxis } from "#lib/layout/fold-axis";
import type { Lang, Moment } from "#lib/layout/format";
import type { Range } from "#lib/layout/viewport";
import type { Palette } from "./palette.ts";
import type { Plan, Table } from "./scene.ts";
import type { WaterfallWords } from "./words.ts";

export interface Picture {
  readonly table: Table;
  readonly plan: Plan;
  readonly axis: FoldAxis;
  readonly range: Range;
  readonly palette: Palette;
  /** Colour of each service. */
  readonly colours: readonly string[];
  readonly words: WaterfallWords;
  readonly lang: Lang;
  readonly moment: Moment;
  readonly nowNs: number | null;
  readonly scrollTop: number;
  /** −1 for none. */
  readonly hoverRow: number;
  readonly activeRow: number;
  readonly showCritical: boolean;
}
