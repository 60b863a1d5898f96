import type { DeadLetter, Delivery, Execution, Facet, PublishedMessage, SamplingMark, StepSighting, Witness } from "#lib/chains/execution";
import type { JudgedExecution, Judgement } from "#lib/detector/judgement";
import type { TraceId } from "#lib/trace/span";
import { type FormerPayload, fromFormer } from "./former-payload.ts";
import { readText, SEAL_MARK, type Sealing } from "./sealing.ts";
import { type PackedVerdict, packVerdict, unpackVerdict } from "./verdict-payload.ts";

/**
 * An execution and what is said of it, as JSON: by place instead of by name, and what stands in it twice is left out. A trace is named by its
 * place among the execution's, a step that was delivered once is its own delivery, its next clock mostly starts when it was reached, and a
 * backend does not tell when it first saw a span. 3.8 kB become 1.7: what a commit costs is the bytes it writes.
 */
type Packed = readonly [
  id: string,
  chainId: string,
  orderId: string | null,
  attempt: number,
  traceIds: readonly TraceId[],
  steps: readonly (PackedStep | null)[],
  startedMs: Execution["startedMs"],
  lastActivityMs: Execution["lastActivityMs"],
  rootEndedMs: Execution["rootEndedMs"],
  message: PackedMessage | null,
  deadLetter: DeadLetter | null,
  sampling: readonly SamplingMark[],
  witnesses: readonly PackedWitness[],
  /** Key, value, key, value, …; null: it has no such list. */
  facets: readonly string[] | null,
  state: Judgement["state"],
  cause: Judgement["cause"],
  stepId: string | null,
  stepStates: Judgement["stepStates"],
  endedMs: Judgement["endedMs"],
  durationMs: Judgement["durationMs"],
  judgeAgainAt: Judgement["judgeAgainAt"],
  verdict: PackedVerdict,
  was?: Judgement["was"],
];

/** Its place in `traceIds`, or itself. */
type TraceName = number | TraceId;

type PackedDelivery = readonly [
  trace: TraceName,
  spanId: Delivery["spanId"],
  service: string,
  instance: string | null,
  version: string | null,
  startMs: Delivery["startMs"],
  endMs: Delivery["endMs"],
  status: Delivery["status"],
  errorText: string | null,
  /** null: with its end. */
  seenAt: Delivery["seenAt"] | null,
];
type PackedStep = readonly [
  ...PackedDelivery,
  stepId: string,
  reachedMs: StepSighting["reachedMs"],
  inferred: 0 | 1,
  waitMs: StepSighting["waitMs"],
  /** null: when it was reached. */
  nextClockMs?: StepSighting["nextClockMs"] | null,
  /** Not there: one, its own. */
  deliveries?: readonly PackedDelivery[],
];
type PackedMessage = readonly [string | null, string | null, PublishedMessage["publishedMs"], TraceName, PublishedMessage["spanId"]];
type PackedWitness = readonly [string, string | null, string, Witness["atMs"], Witness["outcome"], TraceName, Witness["spanId"]];

export function writeExecution(judged: JudgedExecution, sealing: Sealing): string {
  const text = JSON.stringify(pack(judged));
  return tellsOfPeople(judged.execution, sealing) ? SEAL_MARK + sealing.seal(text) : text;
}

export function readExecution(stored: string, sealing: Sealing): JudgedExecution {
  const read = JSON.parse(readText(sealing, stored)) as Packed | FormerPayload;
  return Array.isArray(read) ? unpack(read as unknown as Packed) : fromFormer(read as FormerPayload);
}

/** Of what stands in it as a service wrote it. */
function tellsOfPeople({ steps, facets }: Execution, { isPersonalText }: Sealing): boolean {
  const isPersonal = (text: string | null) => text !== null && isPersonalText(text);
  if (facets?.some(({ value }) => isPersonal(value))) return true;
  for (const step of steps)
    if (step)
      for (const { errorText, instance, service, version } of step.deliveries)
        if (isPersonal(errorText) || isPersonal(instance) || isPersonal(version) || isPersonal(service)) return true;
  return false;
}

function pack({ execution, judgement }: JudgedExecution): Packed {
  const { id, chainId, orderId, attempt, traceIds, steps, startedMs, lastActivityMs, rootEndedMs } = execution;
  const { message, deadLetter, sampling, witnesses, facets } = execution;
  const { state, cause, stepId, stepStates, endedMs, durationMs, judgeAgainAt, verdict, was } = judgement;
  const nameOf = (traceId: TraceId): TraceName => {
    const place = traceIds.indexOf(traceId);
    return place < 0 ? traceId : place;
  };
  return [
    ...([id, chainId, orderId, attempt, traceIds] as const),
    steps.map((step) => step && packStep(step, nameOf)),
    ...([startedMs, lastActivityMs, rootEndedMs] as const),
    message && [message.messageId, message.destination, message.publishedMs, nameOf(message.traceId), message.spanId],
    deadLetter,
    sampling,
    witnesses.map((one) => [one.service, one.instance, one.caller, one.atMs, one.outcome, nameOf(one.traceId), one.spanId] as const),
    facets ? facets.flatMap(({ key, value }) => [key, value]) : null,
    ...([state, cause, stepId, stepStates, endedMs, durationMs, judgeAgainAt] as const),
    packVerdict(verdict),
    ...(was ? ([was] as const) : ([] as const)),
  ];
}

function unpack(packed: Packed): JudgedExecution {
  const [id, chainId, orderId, attempt, traceIds, steps, startedMs, lastActivityMs, rootEndedMs, ...rest] = packed;
  const [message, deadLetter, sampling, witnesses, facets, ...said] = rest;
  const [state, cause, stepId, stepStates, endedMs, durationMs, judgeAgainAt, verdict, was] = said;
  const traceOf = (name: TraceName): TraceId => (typeof name === "number" ? traceIds[name]! : name);
  return {
    execution: {
      ...{ id, chainId, orderId, attempt, traceIds, startedMs, lastActivityMs, rootEndedMs, deadLetter, sampling },
      steps: steps.map((step) => step && unpackStep(step, traceOf)),
      message: message && unpackMessage(message, traceOf),
      witnesses: witnesses.map((one) => unpackWitness(one, traceOf)),
      ...(facets && { facets: unpackFacets(facets) }),
    },
    judgement: {
      ...{ state, cause, stepId, stepStates, endedMs, durationMs, judgeAgainAt },
      verdict: unpackVerdict(verdict),
      ...(was && { was }),
    },
  };
}

type NameOf = (traceId: TraceId) => TraceName;
type TraceOf = (name: TraceName) => TraceId;

function packDelivery(delivery: Delivery, nameOf: NameOf): PackedDelivery {
  const { traceId, spanId, service, instance, version, startMs, endMs, status, errorText, seenAt } = delivery;
  return [nameOf(traceId), spanId, service, instance, version, startMs, endMs, status, errorText, seenAt === endMs ? null : seenAt];
}

function unpackDelivery(packed: PackedDelivery | PackedStep, traceOf: TraceOf): Delivery {
  const [trace, spanId, service, instance, version, startMs, endMs, status, errorText, seenAt] = packed;
  return { traceId: traceOf(trace), spanId, service, instance, version, startMs, endMs, status, errorText, seenAt: seenAt ?? endMs };
}

function packStep(step: StepSighting, nameOf: NameOf): PackedStep {
  const { stepId, reachedMs, inferred, waitMs, nextClockMs, deliveries } = step;
  const own = [...packDelivery(step, nameOf), stepId, reachedMs, inferred ? 1 : 0, waitMs] as const;
  const next = nextClockMs === reachedMs ? null : nextClockMs;
  if (deliveries.length !== 1 || !isSame(step, deliveries[0]!)) return [...own, next, deliveries.map((one) => packDelivery(one, nameOf))];
  return next === null ? own : [...own, next];
}

function unpackStep(packed: PackedStep, traceOf: TraceOf): StepSighting {
  const own = unpackDelivery(packed, traceOf);
  const [, , , , , , , , , , stepId, reachedMs, inferred, waitMs, nextClockMs, deliveries] = packed;
  return {
    ...own,
    ...{ stepId, reachedMs, nextClockMs: nextClockMs ?? reachedMs, inferred: inferred === 1, waitMs },
    deliveries: deliveries?.map((one) => unpackDelivery(one, traceOf)) ?? [own],
  };
}

const isSame = (step: Delivery, delivery: Delivery): boolean =>
  step.spanId === delivery.spanId &&
  step.traceId === delivery.traceId &&
  step.startMs === delivery.startMs &&
  step.endMs === delivery.endMs &&
  step.seenAt === delivery.seenAt &&
  step.service === delivery.service &&
  step.instance === delivery.instance &&
  step.version === delivery.version &&
  step.status === delivery.status &&
  step.errorText === delivery.errorText;

function unpackMessage([messageId, destination, publishedMs, trace, spanId]: PackedMessage, traceOf: TraceOf): PublishedMessage {
  return { messageId, destination, publishedMs, traceId: traceOf(trace), spanId };
}

function unpackWitness([service, instance, caller, atMs, outcome, trace, spanId]: PackedWitness, traceOf: TraceOf): Witness {
  return { service, instance, caller, atMs, outcome, traceId: traceOf(trace), spanId };
}

function unpackFacets(flat: readonly string[]): readonly Facet[] {
  const facets: Facet[] = [];
  for (let at = 0; at < flat.length; at += 2) facets.push({ key: flat[at]!, value: flat[at + 1]! });
  return facets;
}
