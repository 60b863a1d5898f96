import { emptyAttributes } from "./decoded-spans.ts";
import type { AttributeValue, SpanKind, SpanStatus } from "./span.ts";

/** The notation of `notation.ts`, read line by line; a line that cannot be read throws with its number: a test is wrong, not data. */
export interface NotedSpan {
  /** Names its id within the trace. */
  readonly label: string;
  readonly parent: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly durationMs: number;
  readonly seenMs: number | null;
  readonly copies: number;
  readonly status: SpanStatus["code"];
  readonly message: string | null;
  readonly exceptions: readonly string[];
  readonly links: readonly LinkMark[];
  readonly traceState: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly resource: Readonly<Record<string, AttributeValue>>;
}

export interface LinkMark {
  readonly trace: string;
  readonly span: string;
}

export interface NotedTrace {
  readonly name: string;
  readonly spans: readonly NotedSpan[];
}

const TIME = String.raw`-?[\d.]+(?:ns|us|ms|s|m|h|d)`;
const LINE = new RegExp(
  String.raw`^(\s*)("[^"]+"|[^\s"]+)\s+(.+?)\s+(unspecified|internal|server|client|producer|consumer)\s+(${TIME})\s+(${TIME})(?:\s+(.*))?$`,
);

export function parseNotation(text: string): readonly NotedTrace[] {
  const traces: { name: string; spans: NotedSpan[] }[] = [];
  let above: { indent: number; label: string }[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "" || line.trim().startsWith("//")) return;
    const header = /^\s*trace\s+(\S+)\s*$/.exec(line);
    if (header) {
      traces.push({ name: header[1]!, spans: [] });
      above = [];
      return;
    }
    if (traces.length === 0) traces.push({ name: "t", spans: [] });
    const { spans } = traces.at(-1)!;
    const parts = LINE.exec(line.trimEnd());
    if (!parts) throw new Error(`line ${index + 1} is not \`service  name  kind  start  duration  …\`: ${line}`);
    const indent = parts[1]!.length;
    above = above.filter((span) => span.indent < indent);
    const span = parseSpan(parts, above.at(-1)?.label ?? null, String(spans.length + 1), index + 1);
    above.push({ indent, label: span.label });
    spans.push(span);
  });
  return traces;
}

function parseSpan(parts: RegExpExecArray, parent: string | null, place: string, line: number): NotedSpan {
  const marks = parseMarks(parts[7] ?? "", line);
  const resource = readResource(parts[2]!.replaceAll('"', ""));
  return {
    label: marks.label ?? place,
    parent: marks.parent ?? parent,
    name: parts[3]!,
    kind: parts[4] as SpanKind,
    startMs: parseTime(parts[5]!),
    durationMs: parseTime(parts[6]!),
    seenMs: marks.seenMs,
    copies: marks.copies,
    status: marks.status,
    message: marks.message,
    exceptions: marks.exceptions,
    links: marks.links,
    traceState: marks.traceState,
    attributes: marks.attributes,
    resource: Object.assign(resource, marks.resource),
  };
}

/** `mes-api@2` is instance `mes-api-2`, `mes-api` is `mes-api-1`, `mes-api@-` does not say. */
function readResource(column: string): Record<string, AttributeValue> {
  const [service = "", instance = "1"] = column.split("@");
  const attributes = emptyAttributes();
  attributes["service.name"] = service;
  if (instance !== "-") attributes["service.instance.id"] = `${service}-${instance}`;
  return attributes;
}

const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseTime(text: string): number {
  const unit = /[a-z]+$/.exec(text)![0];
  return Number(text.slice(0, -unit.length)) * UNIT_MS[unit]!;
}

const newMarks = () => ({
  label: null as string | null,
  parent: null as string | null,
  seenMs: null as number | null,
  copies: 1,
  status: "unset" as SpanStatus["code"],
  message: null as string | null,
  exceptions: [] as string[],
  links: [] as LinkMark[],
  traceState: null as string | null,
  attributes: emptyAttributes(),
  resource: emptyAttributes(),
});

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const MARK = new RegExp(String.raw`->\s*(${QUOTED}|\S+)|!(\w+)(?:\s+(${QUOTED}))?|#(\S+)|([^\s="]+)=(${QUOTED}|\S*)|(\S+)`, "g");

function parseMarks(text: string, line: number): ReturnType<typeof newMarks> {
  const marks = newMarks();
  for (const [all, link, status, message, label, key, value] of text.matchAll(MARK)) {
    if (link !== undefined) marks.links.push(readLink(unquote(link), line));
    else if (status !== undefined) readStatus(marks, status, message === undefined ? null : unquote(message), line);
    else if (label !== undefined) marks.label = label;
    else if (key !== undefined) readPair(marks, key, value ?? "");
    else throw new Error(`line ${line}: what is \`${all}\`?`);
  }
  return marks;
}

function readLink(text: string, line: number): LinkMark {
  const slash = text.indexOf("/");
  if (slash <= 0) throw new Error(`line ${line}: a link is written \`-> trace/span\``);
  return { trace: text.slice(0, slash), span: text.slice(slash + 1) };
}

function readStatus(marks: ReturnType<typeof newMarks>, word: string, message: string | null, line: number): void {
  if (word !== "error" && word !== "timeout" && word !== "ok") throw new Error(`line ${line}: !error, !timeout or !ok, not !${word}`);
  marks.status = word === "ok" ? "ok" : "error";
  marks.message = message;
  if (word === "timeout") marks.attributes["error.type"] ??= "timeout";
}

function readPair(marks: ReturnType<typeof newMarks>, key: string, raw: string): void {
  const text = unquote(raw);
  if (key === "parent") marks.parent = text;
  else if (key === "seen") marks.seenMs = parseTime(text);
  else if (key === "copies") marks.copies = Number(text);
  else if (key === "tracestate") marks.traceState = text;
  else if (key === "exception") marks.exceptions.push(text);
  else if (key.startsWith("resource.")) marks.resource[key.slice("resource.".length)] = text;
  else marks.attributes[key] = raw.startsWith('"') ? text : readValue(key, raw);
}

const unquote = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text);

function readValue(key: string, raw: string): AttributeValue {
  if (raw === "true" || raw === "false") return raw === "true";
  return /^-?\d+(\.\d+)?$/.test(raw) && !key.endsWith("id") ? Number(raw) : raw;
}
