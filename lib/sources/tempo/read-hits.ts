import {
  accept,
  acceptByte,
  expect,
  expectByte,
  literal,
  openJson,
  readAny,
  readText,
  readWhole,
  Unusual,
  unusual,
} from "../../trace/json-bytes.ts";
import { type MomentCursor, readSpanId, readTime, readTraceId } from "../../trace/json-bytes-ids.ts";
import type { SpanId, TraceId } from "../../trace/span.ts";
import { clearDraft, finishSpan, newDraft, PARENT, plainOf, putAttribute, type SpanDraft } from "./draft-span.ts";
import { type Hit, type HitSet, type HitSpan, printOf, spanIdOf, traceIdOf } from "./hit.ts";

/**
 * A search's answer from its bytes, as Tempo's jsonpb writes it: fields in one order, those at their default left out. `wire.ts` is what it
 * means; whatever is written otherwise is left to it.
 *
 *   {"traces":[{"traceID":"…",…,"spanSet":{…},"spanSets":[{…}],"serviceStats":{…}},…],"metrics":{…}}
 *                               └── each first set comes twice ──┘  the second time its bytes are compared, not read
 *
 * @returns null where it is not written so
 */
export function readHits(bytes: Uint8Array, orderKeys: ReadonlySet<string>): readonly Hit[] | null {
  const answer: AnswerCursor = { ...openJson(bytes), traceId: "" as TraceId, seconds: 0, nanos: 0, draft: newDraft(), orderKeys };
  try {
    return readAnswer(answer);
  } catch (error) {
    if (error instanceof Unusual) return null;
    throw error;
  }
}

interface AnswerCursor extends MomentCursor {
  /** Of the hit that is being read. */
  traceId: TraceId;
  readonly draft: SpanDraft;
  readonly orderKeys: ReadonlySet<string>;
}

const TRACES = literal('{"traces":[');
const METRICS = literal(',"metrics":');
const TRACE_ID = literal('{"traceID":');
const ROOT_SERVICE = literal(',"rootServiceName":');
const ROOT_NAME = literal(',"rootTraceName":');
const START = literal(',"startTimeUnixNano":');
const DURATION_MS = literal(',"durationMs":');
const SET = literal(',"spanSet":');
const SETS = literal(',"spanSets":[');
const STATS = literal(',"serviceStats":');

const CLOSING = 0x7d;
const CLOSING_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const MINUS = 0x2d;

function readAnswer(answer: AnswerCursor): readonly Hit[] {
  const hits: Hit[] = [];
  expect(answer, TRACES);
  if (!acceptByte(answer, CLOSING_LIST)) {
    do hits.push(readHit(answer));
    while (acceptByte(answer, COMMA));
    expectByte(answer, CLOSING_LIST);
  }
  if (accept(answer, METRICS)) readAny(answer);
  expectByte(answer, CLOSING);
  return answer.pos === answer.bytes.length ? hits : unusual();
}

function readHit(answer: AnswerCursor): Hit {
  expect(answer, TRACE_ID);
  const traceId = readHitId(answer);
  answer.traceId = traceId;
  if (accept(answer, ROOT_SERVICE)) readText(answer);
  if (accept(answer, ROOT_NAME)) readText(answer);
  expect(answer, START);
  readTime(answer);
  const { seconds: startS, nanos: startNanos } = answer;
  if (accept(answer, DURATION_MS)) expectWhole(answer);
  const sets = readSets(answer);
  if (accept(answer, STATS)) readStats(answer);
  expectByte(answer, CLOSING);
  return { traceId, startS, startNanos, sets };
}

function readSets(answer: AnswerCursor): readonly HitSet[] {
  expect(answer, SET);
  const from = answer.pos;
  const sets = [readSet(answer)];
  const until = answer.pos;
  expect(answer, SETS);
  const { bytes, pos } = answer;
  const again = pos + until - from;
  if (again > bytes.length || bytes.compare(bytes, from, until, pos, again) !== 0) unusual();
  answer.pos = again;
  while (acceptByte(answer, COMMA)) sets.push(readSet(answer));
  expectByte(answer, CLOSING_LIST);
  return sets;
}

const SPANS = literal('{"spans":[');
const MATCHED = literal(',"matched":');
const ATTRIBUTES = literal(',"attributes":[');

function readSet(answer: AnswerCursor): HitSet {
  const spans: HitSpan[] = [];
  expect(answer, SPANS);
  do spans.push(readSpan(answer));
  while (acceptByte(answer, COMMA));
  expectByte(answer, CLOSING_LIST);
  const matched = accept(answer, MATCHED) ? expectWhole(answer) : 0;
  if (accept(answer, ATTRIBUTES)) skipPairs(answer);
  expectByte(answer, CLOSING);
  return { matched, print: printOf(matched, spans[0]), spans };
}

const SPAN_ID = literal('{"spanID":');
const NAME = literal(',"name":');
const DURATION = literal(',"durationNanos":"');

function readSpan(answer: AnswerCursor): HitSpan {
  const { draft } = answer;
  clearDraft(draft);
  expect(answer, SPAN_ID);
  const spanId = readOwnId(answer);
  const name = accept(answer, NAME) ? readText(answer) : "";
  expect(answer, START);
  readTime(answer);
  const { traceId, seconds: startS, nanos: startNanos } = answer;
  let durationNs = 0;
  if (accept(answer, DURATION)) {
    durationNs = expectWhole(answer);
    expectByte(answer, QUOTE);
  }
  const isReadable = accept(answer, ATTRIBUTES) ? readAttributes(answer) : true;
  expectByte(answer, CLOSING);
  if (!isReadable) return { spanId, startS, startNanos, span: null, doubt: "unreadable" };
  return finishSpan(draft, traceId, spanId, name, startS, startNanos, durationNs);
}

const PAIR = literal('{"key":');
const TEXT = literal(',"value":{"stringValue":');
const TEXT_END = literal("}}");
const VALUE = literal(',"value":');

/** From behind the opening bracket into the draft. False: one of them says nothing that could be read. */
function readAttributes(answer: AnswerCursor): boolean {
  const { draft, orderKeys } = answer;
  let isReadable = true;
  do {
    expect(answer, PAIR);
    const key = readText(answer);
    const from = answer.pos;
    if (key === PARENT && accept(answer, TEXT) && readParent(answer)) continue;
    answer.pos = from;
    const text = readUsualValue(answer);
    if (text !== null) putAttribute(draft, key, text, orderKeys);
    else {
      answer.pos = from;
      expect(answer, VALUE);
      const value = readAny(answer);
      if (typeof value !== "object" || value === null || Array.isArray(value)) unusual();
      expectByte(answer, CLOSING);
      const plain = plainOf(key, value as Record<string, unknown>);
      if (plain === undefined) isReadable = false;
      else putAttribute(draft, key, plain, orderKeys);
    }
  } while (acceptByte(answer, COMMA));
  expectByte(answer, CLOSING_LIST);
  return isReadable;
}

function readUsualValue(answer: AnswerCursor): string | null {
  if (!accept(answer, TEXT)) return null;
  const text = readText(answer);
  return accept(answer, TEXT_END) ? text : null;
}

/** A set's own attributes say by what it was grouped: nothing that is not known. */
function skipPairs(answer: AnswerCursor): void {
  do {
    expect(answer, PAIR);
    readText(answer);
    if (readUsualValue(answer) === null) unusual();
  } while (acceptByte(answer, COMMA));
  expectByte(answer, CLOSING_LIST);
}

const STATS_OPENING = 0x7b;
const SPAN_COUNT = literal('{"spanCount":');
const ERROR_COUNT = literal(',"errorCount":');

function readStats(answer: AnswerCursor): void {
  expectByte(answer, STATS_OPENING);
  do {
    readText(answer);
    expectByte(answer, COLON);
    expect(answer, SPAN_COUNT);
    expectWhole(answer);
    if (accept(answer, ERROR_COUNT)) expectWhole(answer);
    expectByte(answer, CLOSING);
  } while (acceptByte(answer, COMMA));
  expectByte(answer, CLOSING);
}

function expectWhole(answer: AnswerCursor): number {
  if (answer.bytes[answer.pos] === MINUS) unusual();
  const value = readWhole(answer);
  return value >= 0 ? value : unusual();
}

const HEX_32 = /^[0-9a-fA-F]{1,32}$/;
const HEX_16 = /^[0-9a-fA-F]{1,16}$/;

/** Of a trimmed id the quote at the place of the last may be the next field's. */
function isOfLength({ bytes, pos }: AnswerCursor, length: number): boolean {
  for (let at = pos + 1; at <= pos + length; at++) if (bytes[at] === QUOTE) return false;
  return bytes[pos + length + 1] === QUOTE;
}

function readHitId(answer: AnswerCursor): TraceId {
  if (isOfLength(answer, 32)) return readTraceId(answer);
  const text = readText(answer);
  return HEX_32.test(text) ? traceIdOf(text) : unusual();
}

function readOwnId(answer: AnswerCursor): SpanId {
  if (isOfLength(answer, 16)) return readSpanId(answer);
  const text = readText(answer);
  return HEX_16.test(text) ? spanIdOf(text) : unusual();
}

const NO_PARENT = literal('"0000000000000000"}}');

/** False where it is none of 16 digits: a text like any other. */
function readParent(answer: AnswerCursor): boolean {
  if (accept(answer, NO_PARENT)) answer.draft.parentSpanId = null;
  else if (!isOfLength(answer, 16)) return false;
  else {
    answer.draft.parentSpanId = readSpanId(answer);
    expect(answer, TEXT_END);
  }
  return true;
}
