import type { Evidence, Verdict, VerdictPart } from "#lib/detector/verdict";

/**
 * A verdict as it lies in a row: by place instead of by name, and both languages' words side by side where they carry the same evidence, as all
 * but a few do. Half of an execution's text were its verdict's names and what stands in it twice.
 */
export type PackedVerdict = readonly [
  chainId: string,
  stepId: string | null,
  state: Verdict["state"],
  cause: Verdict["cause"],
  since: Verdict["since"],
  isolated: boolean | null,
  confidence: number | null,
  parts: readonly PackedPart[] | Verdict["parts"],
  evidence: readonly PackedEvidence[],
  /** Where it is not what the parts say one after the other. */
  text?: Verdict["text"],
];

type PackedPart =
  | readonly [en: string, ru: string, evidence: number | null]
  | readonly [en: string, ru: string, evidence: number | null, role: VerdictPart["role"] | null, strong: boolean | null];

type PackedEvidence = readonly [
  kind: string,
  traceId: string | null,
  spanId: string | null,
  at: Evidence["at"],
  en: string,
  ru: string,
  rest?: Omit<Evidence, "kind" | "traceId" | "spanId" | "at" | "note">,
];

export function packVerdict(verdict: Verdict): PackedVerdict {
  const { chainId, stepId, state, cause, since, isolated, confidence, parts, evidence, text } = verdict;
  const packed = [
    ...([chainId, stepId, state, cause, since, isolated, confidence] as const),
    packParts(parts) ?? parts,
    evidence.map(packEvidence),
  ] as const;
  return text.en === joined(parts.en) && text.ru === joined(parts.ru) ? packed : [...packed, text];
}

export function unpackVerdict(packed: PackedVerdict): Verdict {
  const [chainId, stepId, state, cause, since, isolated, confidence, packedParts, evidence, ownText] = packed;
  const parts = isPacked(packedParts)
    ? { en: packedParts.map((part) => unpackPart(part, part[0])), ru: packedParts.map((part) => unpackPart(part, part[1])) }
    : packedParts;
  const text = ownText ?? { en: joined(parts.en), ru: joined(parts.ru) };
  return { chainId, stepId, state, cause, since, isolated, confidence, parts, evidence: evidence.map(unpackEvidence), text };
}

/** Rows that an earlier Loupe wrote hold the verdict by its names. */
export const readVerdict = (text: string): Verdict => {
  const stored = JSON.parse(text) as PackedVerdict | Verdict;
  return Array.isArray(stored) ? unpackVerdict(stored as PackedVerdict) : (stored as Verdict);
};

function packParts({ en, ru }: Verdict["parts"]): readonly PackedPart[] | null {
  if (en.length !== ru.length) return null;
  const packed: PackedPart[] = [];
  for (let at = 0; at < en.length; at++) {
    const { text, evidence, role, strong } = en[at]!;
    const other = ru[at]!;
    if (evidence !== other.evidence || role !== other.role || strong !== other.strong) return null;
    if (role === undefined && strong === undefined) packed.push([text, other.text, evidence]);
    else packed.push([text, other.text, evidence, role ?? null, strong ?? null]);
  }
  return packed;
}

const isPacked = (parts: readonly PackedPart[] | Verdict["parts"]): parts is readonly PackedPart[] => Array.isArray(parts);

function unpackPart([, , evidence, role, strong]: PackedPart, text: string): VerdictPart {
  const part: { -readonly [Key in keyof VerdictPart]: VerdictPart[Key] } = { text, evidence };
  if (role) part.role = role;
  if (typeof strong === "boolean") part.strong = strong;
  return part;
}

function packEvidence({ kind, traceId, spanId, at, note, ...rest }: Evidence): PackedEvidence {
  const { en, ru } = note;
  for (const _ in rest) return [kind, traceId, spanId, at, en, ru, rest];
  return [kind, traceId, spanId, at, en, ru];
}

const unpackEvidence = ([kind, traceId, spanId, at, en, ru, rest]: PackedEvidence): Evidence => ({
  ...{ kind, traceId, spanId, at },
  note: { en, ru },
  ...rest,
});

function joined(parts: readonly VerdictPart[]): string {
  let text = "";
  for (const part of parts) text += part.text;
  return text;
}
