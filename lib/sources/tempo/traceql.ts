/** A text in TraceQL: `\"` and `\\` are the only escapes there are. */
export const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

type Scope = "span" | "resource" | "event";

/** Keys come from configuration and from people: what is not plainly a name is quoted, so that it can be nothing else. */
export const attribute = (scope: Scope, key: string): string =>
  /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$/.test(key) ? `${scope}.${key}` : `${scope}.${quote(key)}`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Numbers and booleans are typed in Tempo: a text that looks like one is asked for as both. A line break can only be said in a regex. */
export function equals(name: string, text: string): string {
  if (CONTROL.test(text)) return `${name} =~ ${quote(literalRegex(text))}`;
  const terms = [`${name} = ${quote(text)}`];
  if (/^-?(0|[1-9]\d{0,17})(\.\d{1,15})?$/.test(text)) terms.push(`${name} = ${text}`);
  if (text === "true" || text === "false") terms.push(`${name} = ${text}`);
  return terms.join(" || ");
}

const literalRegex = (text: string): string =>
  text
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is spelt out
    .replace(/[\u0000-\u001f\u007f]/g, (sign) => `\\x{${sign.charCodeAt(0).toString(16)}}`);

/** A condition on some span: the attribute lies on the span itself or on its resource. */
export const carries = (key: string, value: string): string =>
  `(${equals(attribute("span", key), value)} || ${equals(attribute("resource", key), value)})`;

/**
 * Without this Tempo gives of a trace that lies in several fragments (spans that came ten seconds apart) only the one with the most
 * matches, silently. Fragments differ in their root's name, since one alone has the root, and in their length; grouped by these each is
 * a span set of its own (`decisions/001-fragments.md`).
 */
const APART = "by(rootName) | by(traceDuration)";

/** The same in the scoped names, should a Tempo know only those; and a set for each span, which is certain and dear. */
const GROUPINGS = [APART, "by(trace:rootName) | by(trace:duration)", "by(span:id)"] as const;
export const MOST_GROUPINGS = GROUPINGS.length;

/** The query as the n-th kind of server understands it. */
export const groupedFor = (q: string, nth: number): string => (nth === 0 ? q : q.replace(APART, GROUPINGS[nth] ?? APART));

/** Every span's start, length and id, nothing else: what a sweep for changes reads. */
export const sweepQuery = (): string => `{ } | ${APART}`;

export const spansQuery = ({ selected }: { readonly selected: string }, condition = ""): string =>
  `{ ${condition} } | ${APART} | select(${selected})`;

/** Ids as Tempo wrote them: it compares without leading zeros. */
export const anyTrace = (ids: readonly string[]): string => ids.map((id) => `trace:id = ${quote(id.replace(/^0+(?=.)/, ""))}`).join(" || ");

export const linksTo = (traceIds: readonly string[]): string => `{ ${traceIds.map((id) => `link:traceID = ${quote(id)}`).join(" || ")} }`;
