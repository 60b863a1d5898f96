import { CASE_STATES, type CaseStateWord, SEVERITIES, type SeverityWord } from "#lib/contract/case-words";
import { CAUSES, type CauseWord, STATES, type StateWord } from "#lib/contract/words";

/** Which cases: those that are not resolved (the default), or those in one state. */
export type CaseTab = "unresolved" | CaseStateWord;
export const TABS: readonly CaseTab[] = ["unresolved", ...CASE_STATES];

/** The board as its address says it; the defaults are left out of it. */
export interface BoardView {
  readonly tab: CaseTab;
  readonly chain: string | null;
  readonly step: string | null;
  readonly states: readonly StateWord[];
  readonly cause: CauseWord | null;
  readonly severity: SeverityWord | null;
  /** A person's name; `-` for nobody's. */
  readonly owner: string | null;
  /** Words to be found in a group's title, its orders, its attributes. */
  readonly text: string;
  /** The group that is looked at. */
  readonly group: string | null;
  readonly wall: boolean;
  /** RFC 3339: the board as it was known then; null for now. */
  readonly asOf: string | null;
}

export const NOBODY = "-";

export function readBoardView(params: URLSearchParams): BoardView {
  const states = (params.get("state") ?? "").split(",");
  return {
    tab: oneOf(TABS, params.get("cases")) ?? "unresolved",
    chain: params.get("chain") || null,
    step: params.get("step") || null,
    states: STATES.filter((state) => states.includes(state)),
    cause: oneOf(CAUSES, params.get("cause")),
    severity: oneOf(SEVERITIES, params.get("severity")),
    owner: params.get("owner") || null,
    text: params.get("text") ?? "",
    group: params.get("group") || null,
    wall: params.get("wall") === "1",
    asOf: readInstant(params.get("asOf")),
  };
}

const oneOf = <T extends string>(words: readonly T[], given: string | null): T | null => words.find((word) => word === given) ?? null;

const readInstant = (given: string | null): string | null => (given && !Number.isNaN(Date.parse(given)) ? given : null);

export function writeBoardView(view: BoardView): string {
  const params = new URLSearchParams();
  if (view.wall) params.set("wall", "1");
  if (view.tab !== "unresolved") params.set("cases", view.tab);
  for (const key of ["chain", "step", "cause", "severity", "owner", "text", "group", "asOf"] as const) {
    const value = view[key];
    if (value) params.set(key, value);
  }
  if (view.states.length > 0) params.set("state", view.states.join(","));
  return params.size > 0 ? `?${params}` : "";
}

/** What narrows the list, the tab and the looked-at group apart. */
export const NO_FILTERS = {
  chain: null,
  step: null,
  states: [],
  cause: null,
  severity: null,
  owner: null,
  text: "",
} as const satisfies Partial<BoardView>;

export const isFiltered = (view: BoardView): boolean =>
  view.states.length > 0 ||
  [view.chain, view.step, view.cause, view.severity, view.owner, view.text].some((one) => one !== null && one !== "");
