import type { SourcesDto } from "#lib/contract/sources";
import { isSilent, keptShare, NOTICED_LATE_MS, openGap, WORTH_A_LOOK_MS, wholeGaps } from "./health.ts";
import type { SourceWords } from "./words.ts";

/** One gap is an accident, three an habit. */
const MANY_GAPS = 3;
const SLOW_MS = 120_000;

export interface Advice {
  readonly about: string;
  readonly text: string;
}

/** What somebody could mend, the most urgent first; none where all is well. */
export function findAdvice(data: SourcesDto, now: number, words: SourceWords, duration: (ms: number) => string): readonly Advice[] {
  const advice: Advice[] = [];
  const say = (about: string, text: string): void => void advice.push({ about, text });
  for (const service of data.services)
    if (openGap(service) || (service.instances.length > 0 && service.instances.every((one) => !one.live || isSilent(one, now))))
      say(service.service, words.adviceGap(service.service));
  for (const { id, traffic, state, lagMs } of data.sources) {
    if ((traffic?.failures.throttled ?? 0) > 0) say(id, words.adviceThrottled(id));
    if (state === "ok" && data.caughtUp === false && lagMs !== null && lagMs > SLOW_MS) say(id, words.adviceSlow(id, duration(lagMs)));
  }
  for (const service of data.services) {
    const gaps = wholeGaps(service, now);
    if (gaps >= MANY_GAPS) say(service.service, words.adviceGaps(service.service, gaps));
    for (const { id, live, offsetMs } of service.instances)
      if (live && offsetMs !== null && Math.abs(offsetMs) >= WORTH_A_LOOK_MS)
        say(id || service.service, words.adviceClock(id || service.service, duration(Math.abs(offsetMs))));
    const kept = keptShare(service, now);
    if (kept !== null && kept < 1) say(service.service, words.adviceSampled(service.service, Math.round(kept * 100)));
    if (service.noticedAfterMs !== null && service.noticedAfterMs > NOTICED_LATE_MS)
      say(service.service, words.adviceHeartbeat(service.service, duration(service.noticedAfterMs)));
    if (service.instances.some(({ id, live }) => live && id === "")) say(service.service, words.adviceNoInstance(service.service));
  }
  return advice;
}
