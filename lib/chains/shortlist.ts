/**
 * What a span may be at all, known from its kind and service before any attribute is read. Made once for each kind of each service:
 *
 *   a CLIENT span of mes-api    signs   operation_name?  name?  messaging.destination.name?      each idea read once, whosever sign it is
 *                               steps   price-calculation: storage (peer? route?) · rabbitmq (operation type?)
 *   an INTERNAL span of others  signs   operation_name?  messaging.destination.name?
 *                               steps   none
 */
import type { Span } from "#lib/trace/span";
import type { CompiledChain, CompiledStep } from "./compile-chain.ts";
import { type IdeaReader, readerOf } from "./conventions.ts";
import type { SpanPredicate } from "./definition.ts";
import { compilePatterns, compilePredicate, rememberTexts, type SpanTest } from "./predicate.ts";

export interface Shortlist {
  /** Each answers with the chains (their bits) that a sign of the span names. */
  readonly signs: readonly SignProbe[];
  /** The same without asking for peers, of the chains keyed by trace alone. */
  readonly traceSigns: readonly SignProbe[];
  /** By chain's index: the steps that it may be, in order. */
  readonly steps: readonly (readonly StepProbe[])[];
}

export type PeerFinder = () => readonly string[];
export type SignProbe = (span: Span, peer: PeerFinder) => number;

export interface StepProbe {
  readonly step: CompiledStep;
  /** Best first. A test that is null holds: kind and service were all that was asked. */
  readonly alternatives: readonly { readonly rank: number; readonly test: SpanTest | null }[];
}

/** Names of services come from outside. */
const MOST_SERVICES = 2_000;

export const shortlistsOf = (chains: readonly CompiledChain[]): ((span: Span) => Shortlist) => {
  const known = new Map<string, Map<string, Shortlist>>();
  return (span) => {
    const { service } = span.resource;
    let kinds = known.get(service);
    if (kinds === undefined) {
      if (known.size >= MOST_SERVICES) known.clear();
      kinds = new Map();
      known.set(service, kinds);
    }
    let shortlist = kinds.get(span.kind);
    if (shortlist === undefined) {
      shortlist = makeShortlist(chains, span);
      kinds.set(span.kind, shortlist);
    }
    return shortlist;
  };
};

const NO_PEER: PeerFinder = () => [];

const isOfSender = ({ kind, service }: SpanPredicate, span: Span): boolean =>
  compilePredicate({ ...(kind && { kind }), ...(service && { service }) })(span, NO_PEER);

const makeShortlist = (chains: readonly CompiledChain[], span: Span): Shortlist => {
  const signs = chains.flatMap(({ chain, bit }) => chain.signs.filter((sign) => isOfSender(sign, span)).map((sign) => ({ sign, bit })));
  const ofTraces = chains.filter(({ chain }) => chain.keyedBy === "trace").reduce((mask, { bit }) => mask | bit, 0);
  const traceSigns = signs.filter(({ bit }) => (bit & ofTraces) !== 0).map(({ sign: { peer: _, ...sign }, bit }) => ({ sign, bit }));
  return {
    signs: probeSigns(signs),
    traceSigns: probeSigns(traceSigns),
    steps: chains.map((chain) => chain.steps.flatMap((step) => probeStep(step, span))),
  };
};

const probeStep = (step: CompiledStep, span: Span): readonly StepProbe[] => {
  const alternatives = step.step.match.flatMap((predicate, rank) =>
    isOfSender(predicate, span) ? [{ rank, test: testRest(predicate) }] : [],
  );
  return alternatives.length > 0 ? [{ step, alternatives }] : [];
};

/** Of a predicate whose kind and service hold; null where nothing else is asked. */
const testRest = ({ kind: _kind, service: _service, ...rest }: SpanPredicate): SpanTest | null =>
  Object.values(rest).some((condition) => condition !== undefined) ? compilePredicate(rest) : null;

interface Sign {
  readonly sign: SpanPredicate;
  readonly bit: number;
}

/** Signs of several chains that begin with one question are one probe: it is asked once, and its answer remembered by the text. */
const probeSigns = (signs: readonly Sign[]): readonly SignProbe[] => {
  const byQuestion = new Map<string, OpenSign[]>();
  for (const one of signs) {
    const open = openSign(one);
    byQuestion.set(open.question, [...(byQuestion.get(open.question) ?? []), open]);
  }
  return [...byQuestion].map(([question, open]) => probe(question, open));
};

/** A sign whose first question is told apart from the others. */
interface OpenSign {
  /** `name`, an idea after a space, or nothing. */
  readonly question: string;
  readonly accepts: (text: string) => boolean;
  readonly test: SpanTest | null;
  readonly bit: number;
}

const openSign = ({ sign: { name, attributes = {}, ...sign }, bit }: Sign): OpenSign => {
  const [first, ...others] = Object.entries(attributes);
  if (name) return { question: "name", accepts: compilePatterns(name), test: testRest({ ...sign, ...(first && { attributes }) }), bit };
  if (!first) return { question: "", accepts: () => true, test: testRest(sign), bit };
  const more = { ...sign, ...(others.length > 0 && { attributes: Object.fromEntries(others) }) };
  return { question: ` ${first[0]}`, accepts: compilePatterns(first[1]), test: testRest(more), bit };
};

const probe = (question: string, open: readonly OpenSign[]): SignProbe => {
  const accepting = rememberTexts((text) => open.filter(({ accepts }) => accepts(text)));
  const settle = (mask: number, text: string, span: Span, peer: PeerFinder): number => {
    let found = mask;
    const signs = accepting(text);
    for (let at = 0; at < signs.length; at++) {
      const { bit, test } = signs[at]!;
      if ((found & bit) === 0 && (test === null || test(span, peer))) found |= bit;
    }
    return found;
  };
  if (question === "") return (span, peer) => settle(0, "", span, peer);
  if (question === "name") return (span, peer) => settle(0, span.name, span, peer);
  const read: IdeaReader = readerOf(question.slice(1));
  return (span, peer) => {
    let mask = 0;
    for (const text of read(span)) mask = settle(mask, text, span, peer);
    return mask;
  };
};
