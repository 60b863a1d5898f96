import type { ArrivingSpan } from "../../trace/span.ts";

/** As much of TraceQL as the adapter speaks, for the fake server: conditions on spans, joined, in one or several span sets. */
export interface FakeQuery {
  /** Each must hold on some span of a fragment; the spans that any holds on are the answer. */
  readonly sets: readonly ((span: FakeSpan) => boolean)[];
  readonly apart: boolean;
  readonly selects: boolean;
  readonly newest: boolean;
}

export type FakeSpan = ArrivingSpan;

/** @throws Error as Tempo's parser would */
export function parseQuery(text: string): FakeQuery {
  const joined = text.match(/"(?:[^"\\\n]|\\["\\])*"|\|\||&&|!=|>=|=~|[{}()|,=]|[^\s{}()|,="]+(?:"(?:[^"\\]|\\["\\])*")?/g) ?? [];
  let at = 0;
  const peek = () => joined[at];
  const next = () => joined[at++] ?? "$end";
  const expect = (token: string) => {
    if (next() !== token) throw new Error(`parse error at line 1, col ${at}: syntax error: expected ${token}`);
  };
  type Test = (span: FakeSpan) => boolean;
  const after = <T>(read: () => T): T => {
    at++;
    return read();
  };
  const or = (): Test => {
    const terms = [and()];
    while (peek() === "||") terms.push(after(and));
    return (span) => terms.some((term) => term(span));
  };
  const and = (): Test => {
    const terms = [term()];
    while (peek() === "&&") terms.push(after(term));
    return (span) => terms.every((one) => one(span));
  };
  const term = (): Test => {
    if (peek() === "(") {
      next();
      const inner = or();
      expect(")");
      return inner;
    }
    const name = next();
    const operator = next();
    const wanted = next();
    return (span) => holds(valuesOf(span, name), operator, wanted);
  };
  const set = (): Test => {
    expect("{");
    const inner = peek() === "}" ? () => true : or();
    expect("}");
    return inner;
  };
  const sets = [set()];
  while (peek() === "&&") sets.push(after(set));
  const rest = joined.slice(at).join(" ");
  return { sets, apart: rest.includes("by ( rootName )"), selects: rest.includes("select ("), newest: rest.includes("most_recent") };
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(["\\])/g, "$1");

function valuesOf(span: FakeSpan, name: string): readonly unknown[] {
  if (name === "name") return [span.name];
  if (name === "status") return [span.status.code];
  if (name === "trace:id") return [span.traceId.replace(/^0+/, "")];
  if (name === "link:traceID") return span.links.map((link) => link.traceId);
  const dot = name.indexOf(".");
  const key = name.slice(dot + 1);
  const from = name.startsWith("span.") ? span.attributes : span.resource.attributes;
  const value = from[key.startsWith('"') ? unquote(key) : key];
  return value === undefined ? [] : [value];
}

function holds(values: readonly unknown[], operator: string, wanted: string): boolean {
  if (wanted === "nil") return operator === "!=" ? values.length > 0 : values.length === 0;
  const literal: unknown = wanted.startsWith('"')
    ? unquote(wanted)
    : /^-?\d/.test(wanted)
      ? Number(wanted)
      : wanted === "true"
        ? true
        : wanted;
  return values.some((value) => {
    if (operator === "=") return value === literal;
    if (operator === ">=") return typeof value === "number" && value >= Number(literal);
    if (operator === "=~")
      return typeof value === "string" && new RegExp(`^(?:${String(literal).replace(/\\x\{(\w+)\}/g, "\\u00$1")})$`).test(value);
    return false;
  });
}
