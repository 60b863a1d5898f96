import { unixMs } from "../base/time.ts";
import type { Unknown } from "./absence.ts";
import type { Usual } from "./baselines.ts";
import { type Meanwhile, RETRY_WITHIN_MS } from "./context.ts";
import type { SlowStep } from "./front.ts";
import { lowerFirst, sayLength, sayTime } from "./quantities.ts";
import { visiblyUnseen } from "./visibility.ts";
import { cite, type FactsOf, open, type Piece, shortMessage, stress, type Telling, type Wording, wait } from "./wording.ts";

const length = (ms: number): string => sayLength(ms, "en");

export const english: Wording = {
  opening: ({ execution }, title) => [
    open("order", `${execution.orderId === null ? "Request" : `Order ${execution.orderId}`} · `),
    open("chain", lowerFirst(title)),
    open("chain", execution.attempt > 1 ? `, attempt ${execution.attempt}: ` : ": "),
  ],

  ended: ({ last, slow }, { execution, now }) => {
    const took = Math.max(0, last.endMs - execution.startedMs);
    const done: Piece[] = [stress("ended", "done"), " at ", cite("ended", sayTime(last.endMs, now)), `, in ${length(took)}`];
    return slow === null ? done : [...done, "; ", ...slowWords(slow)];
  },

  wentOn: ({ laterMs, unseen, slow }, { now }) => [
    stress("later-chain", "done"),
    `: ${unseen.title.en} and what follows was not seen, but the order went on to its next chain at `,
    cite("later-chain", sayTime(laterMs, now)),
    ...(slow === null ? [] : ["; ", ...slowWords(slow)]),
  ],

  waiting: ({ seen, at, next, clockMs, usual }, { finding, now }) => {
    if (seen === null || at === null) return ["nothing of it has been seen yet"];
    const reached: Piece[] = [`reached ${at.title.en} at `, cite("seen", sayTime(seen.reachedMs, now))];
    if (next === null) return [...reached, ", its outcome is awaited"];
    if (finding.state === "running") return [...reached, `, ${next.title.en} is awaited`];
    const beyond = next.softMs === null ? [] : ["; the deadline is ", cite("deadline", length(next.softMs))];
    return [...reached, `, ${next.title.en} has been awaited for `, wait(length(now - clockMs)), ...usually(usual), ...beyond];
  },

  retryAwaited: ({ at, failure }, { now }) => [
    stress("failed", failure.seen.status === "timeout" ? `${at.title.en} timed out` : `${at.title.en} ended in error`),
    " at ",
    cite("failed", sayTime(failure.endMs, now)),
    `; a retry is awaited until ${sayTime(unixMs(failure.endMs + RETRY_WITHIN_MS), now)}`,
  ],

  missing: (facts, telling) => {
    const { now, finding } = telling;
    const { seen, at, next, clockMs } = facts;
    const waited = wait(length(now - clockMs));
    const limit: Piece[] = next.hardMs === null ? [] : ["; the deadline is ", cite("deadline", length(next.hardMs))];
    if (finding.cause === "never-consumed") {
      const message = shortMessage(telling.execution);
      return [
        `published to ${at.title.en} at `,
        cite("published", sayTime(seen.reachedMs, now)),
        message === null ? "" : ` (message ${message})`,
        `, not consumed by ${next.title.en} for `,
        waited,
        ...usually(facts.usual),
        ...limit,
        ...surroundings(facts, telling),
      ];
    }
    return [
      `reached ${at.title.en} at `,
      cite("seen", sayTime(seen.reachedMs, now)),
      `, then nothing: ${next.title.en} has been missing for `,
      waited,
      ...(facts.heardMs === null || facts.down !== null ? [] : [", though its service ", cite("watermark", "is heard")]),
      ...usually(facts.usual),
      ...limit,
      ...surroundings(facts, telling),
    ];
  },

  unknown: ({ seen, at, next, why }, { now }) => [
    `reached ${at.title.en} at `,
    cite("seen", sayTime(seen.reachedMs, now)),
    at.id === next.id ? "; whether it was retried " : `; whether ${next.title.en} followed `,
    "cannot be told: ",
    ...unknownWords(why, now),
  ],

  failed: ({ at, failure, meanwhile }, { now }) => {
    const timedOut = failure.seen.status === "timeout";
    return [
      stress("failed", timedOut ? `${at.title.en} timed out` : `${at.title.en} ended in error`),
      ...(timedOut ? [" after ", cite("failed", length(failure.seen.endMs - failure.seen.startMs))] : []),
      " at ",
      cite("failed", sayTime(failure.seen.endMs, now)),
      ", and nothing ",
      cite("retry", "retried it within 2 min"),
      ...others(meanwhile, "did not"),
    ];
  },

  givenUp: ({ at, deliveries, last, meanwhile }, { now }) => [
    stress("failed", `${at.title.en} failed ${deliveries} times`),
    " on the same message, last at ",
    cite("failed", sayTime(last.endMs, now)),
    ...others(meanwhile, "did not"),
  ],

  deadLettered: ({ at, deliveries, letter, meanwhile }, { now }) => [
    deliveries === 0 ? "its message " : `${at.title.en} failed ${deliveries === 1 ? "once" : `${deliveries} times`} on its message, which `,
    stress("dead-letter", "was moved to the dead-letter queue"),
    letter.destination === "" ? "" : ` ${letter.destination}`,
    " at ",
    cite("dead-letter", sayTime(letter.atMs, now)),
    ...others(meanwhile, "did not"),
  ],

  recovered: ({ state, from, to }) => [
    state === "failed" ? "; was called failed for " : "; was stuck for ",
    stress("was", length(Math.max(0, to - from))),
  ],
};

const usually = (usual: Usual | null): readonly Piece[] =>
  usual === null ? [] : ["; usually ", cite("usual", `${length(usual.p99)} (p99)`)];

const slowWords = (slow: SlowStep): readonly Piece[] => [
  stress("slow", `${slow.title.en} took ${length(slow.tookMs)}`),
  `, its deadline is ${length(slow.softMs)}`,
];

function others(meanwhile: Meanwhile | null, verb: "hangs" | "did not"): readonly Piece[] {
  if (meanwhile === null || meanwhile.passed + meanwhile.hanging < 2) return [];
  const { passed, hanging } = meanwhile;
  const rest = hanging <= 1 ? `: only this order ${verb}` : verb === "hangs" ? `: ${hanging} hang here` : `: ${hanging} did not`;
  return [". ", cite("passed-meanwhile", `${passed} of ${passed + hanging} orders passed this step meanwhile`), rest];
}

function surroundings(facts: FactsOf<"missing">, { now }: Telling): readonly Piece[] {
  const words: Piece[] = [];
  if (facts.down !== null) {
    const { refused, from, to } = facts.down;
    const calls = refused === 1 ? "1 call refused" : `${refused} calls refused`;
    const proof = refused > 0 ? calls : "messages waited unread";
    words.push(
      to === null ? "; its service is down: " : "; its service was down: ",
      cite("refused-calls", `${proof} since ${sayTime(from, now)}`),
    );
  }
  words.push(...others(facts.meanwhile, "hangs"));
  const unseen = visiblyUnseen(facts.visibility);
  if (unseen !== null) words.push(". ", cite("visibility", `1 in ${unseen} passes of this step leaves no trace`));
  return words;
}

function unknownWords(why: Unknown, now: Telling["now"]): readonly Piece[] {
  switch (why.kind) {
    case "silent":
      if (why.heardMs === null) return [stress("silence", `${why.service} has never been heard of`)];
      return [stress("silence", `${why.service} has been silent since ${sayTime(why.heardMs, now)}`), ": it is down, or mute"];
    case "sampled":
      return [stress("sampling", `${why.service} kept only ${percent(why.sampling.keptShare)} of its traces`), " at that time"];
    case "gap": {
      const whose = why.gap.instance === null ? why.service : `${why.service} (${why.gap.instance})`;
      const from = cite("gap", sayTime(why.gap.from, now));
      const until: Piece[] = why.gap.to === null ? [" on"] : [" to ", cite("gap-end", sayTime(why.gap.to, now))];
      const served: Piece[] = why.gap.served > 0 ? [", though ", cite("served-calls", "its callers were served")] : [];
      return [stress("gap", `no telemetry from ${whose}`), " from ", from, ...until, ...served];
    }
  }
}

const percent = (share: number): string => (share < 0.005 ? "under 1 %" : `${Math.round(share * 100)} %`);
