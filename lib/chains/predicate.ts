/** Compiles the predicates of the chain file into functions: patterns and attribute names are prepared once, not per span. */
import type { Span } from "#lib/trace/span";
import { readerOf } from "./conventions.ts";
import type { SpanPredicate } from "./definition.ts";

export type TextTest = (text: string) => boolean;
/** `peer` is asked for only by predicates that need it: finding it costs a look at the children. */
export type SpanTest = (span: Span, peer: () => readonly string[]) => boolean;

/** Exact, or with `*` for any run of characters; upper and lower case are one. */
export const compilePatterns = (patterns: readonly string[]): TextTest => {
  return rememberTexts(compileOnce(patterns));
};

/** Services, names and methods come again with every span: each is looked at once. What comes from outside is remembered up to a bound. */
const MOST_REMEMBERED = 2_000;
const LONGEST_REMEMBERED = 200;

export const rememberTexts = <Answer extends boolean | readonly unknown[]>(ask: (text: string) => Answer): ((text: string) => Answer) => {
  const known = new Map<string, Answer>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = ask(text);
    if (text.length > LONGEST_REMEMBERED) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, found);
    return found;
  };
};

const compileOnce = (patterns: readonly string[]): TextTest => {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes("*")).map((pattern) => pattern.toLowerCase()));
  const globs = patterns.filter((pattern) => pattern.includes("*")).map(compileGlob);
  if (globs.length === 0) return (text) => exact.has(text.toLowerCase());
  return (text) => {
    const lower = text.toLowerCase();
    return exact.has(lower) || globs.some((test) => test(lower));
  };
};

/** The parts between stars are looked for from left to right: linear in the text, where a regular expression could backtrack for ever. */
const compileGlob = (pattern: string): TextTest => {
  const parts = pattern.toLowerCase().split("*");
  const head = parts[0] ?? "";
  const tail = parts.at(-1) ?? "";
  const middle = parts.slice(1, -1).filter((part) => part !== "");
  return (lower) => {
    if (lower.length < head.length + tail.length || !lower.startsWith(head) || !lower.endsWith(tail)) return false;
    let from = head.length;
    const end = lower.length - tail.length;
    for (const part of middle) {
      const at = lower.indexOf(part, from);
      if (at < 0 || at + part.length > end) return false;
      from = at + part.length;
    }
    return from <= end;
  };
};

export const compilePredicate = (predicate: SpanPredicate): SpanTest => {
  const tests: SpanTest[] = [];
  // Cheapest first: kind and service turn most spans away before an attribute is read.
  if (predicate.kind) {
    const kinds = new Set<string>(predicate.kind);
    tests.push((span) => kinds.has(span.kind));
  }
  if (predicate.service) {
    const test = compilePatterns(predicate.service);
    tests.push((span) => test(span.resource.service));
  }
  if (predicate.name) {
    const test = compilePatterns(predicate.name);
    tests.push((span) => test(span.name));
  }
  for (const [idea, patterns] of Object.entries(predicate.attributes ?? {})) {
    const read = readerOf(idea);
    const test = compilePatterns(patterns);
    tests.push((span) => read(span).some(test));
  }
  if (predicate.peer) {
    const test = compilePatterns(predicate.peer);
    tests.push((_span, peer) => peer().some(test));
  }
  return (span, peer) => {
    for (const test of tests) if (!test(span, peer)) return false;
    return true;
  };
};
