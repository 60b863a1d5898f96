import type { UnixMs } from "../base/time.ts";
import type { Chain } from "../chains/definition.ts";
import type { Execution } from "../chains/execution.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { Evidence, State, Verdict, VerdictPart } from "./verdict.ts";
import { visibleShare } from "./visibility.ts";
import { type Piece, say, type Telling, type Wording } from "./wording.ts";
import { english } from "./wording-en.ts";
import { russian } from "./wording-ru.ts";

/** The finding as one sentence in both languages, every fact of it tied to its evidence. Figures are as of `now`. */
export function writeVerdict(
  execution: Execution,
  chain: Chain,
  finding: Finding,
  now: UnixMs,
): Pick<Verdict, "text" | "parts" | "evidence"> {
  const telling: Telling = { execution, finding, now };
  const evidence = gatherEvidence(telling);
  const parts = {
    en: toParts(sentence(english, telling, chain.title.en), evidence),
    ru: toParts(sentence(russian, telling, chain.title.ru), evidence),
  };
  return { parts, evidence, text: { en: join(parts.en), ru: join(parts.ru) } };
}

const sentence = (wording: Wording, telling: Telling, title: string): readonly Piece[] => [
  ...wording.opening(telling, title),
  ...say(wording, telling),
  ...(telling.finding.was && RECOVERED.has(telling.finding.state) ? wording.recovered(telling.finding.was) : []),
];

/** Where it hangs again, or nothing can be told, it has not recovered. */
const RECOVERED: ReadonlySet<State> = new Set(["done", "done-late", "running", "slow", "late"]);

const toParts = (pieces: readonly Piece[], evidence: readonly Evidence[]): readonly VerdictPart[] =>
  pieces.map((piece) => {
    if (typeof piece === "string") return { text: piece, evidence: null };
    const { text, by, strong, role } = piece;
    const index = by === null ? -1 : evidence.findIndex((one) => one.kind === by);
    return { text, evidence: index < 0 ? null : index, ...(strong && { strong }), ...(role && { role }) };
  });

const join = (parts: readonly VerdictPart[]): string => parts.map((part) => part.text).join("");

/** Only this order, or others too? Said where it was counted. */
export function isIsolated(finding: Finding): boolean | null {
  const meanwhile = "meanwhile" in finding.facts ? finding.facts.meanwhile : null;
  if (meanwhile === null) return null;
  const { passed, hanging } = meanwhile;
  if (passed + hanging < 2) return null;
  return hanging <= 1 || passed >= 20 * hanging;
}

export const confidenceOf = (finding: Finding): number | null =>
  finding.facts.kind === "missing" ? visibleShare(finding.facts.visibility) : null;
