import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { HOUR_MS, unixMs } from "../base/time.ts";
import { editDeadlines } from "../chains/edit-deadlines.ts";
import { loadChains } from "../chains/load.ts";
import { type BacktestDto, type BacktestTallyDto, startBacktestSchema } from "../contract/backtest.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import type { Backtest } from "../pipeline/backtests.ts";
import { type BacktestTally, medianOf, type OneCase } from "../pipeline/tally-backtest.ts";
import { runtime } from "../runtime.ts";
import { badRequest, notFound, type Problem } from "./problem.ts";
import { parseBody } from "./settings.ts";

const RETRY_MS = 5_000;

export function startBacktest(viewer: Viewer, body: unknown): Result<BacktestDto, Problem> {
  const { config, backtests, clock } = runtime();
  const parsed = parseBody(startBacktestSchema, body);
  if (!parsed.ok) return parsed;
  const { text: given, changes, hours } = parsed.value;
  if ((given === undefined) === (changes === undefined)) return err(badRequest("text", "or `changes` must be given, and not both"));
  const text = given ?? editDeadlines(config.current().text, changes!);
  if (text === null) return err(badRequest("changes", "name a chain or a step that the chain file does not have"));
  const candidate = loadChains(text, "chain file");
  if (!candidate.ok) {
    const [first] = candidate.error;
    return err(badRequest(given === undefined ? "changes" : "text", `has mistakes: line ${first?.line}: ${first?.reason}`));
  }
  const started = backtests.start(candidate.value, unixMs(clock() - hours * HOUR_MS), viewer.name);
  return started === null ? err({ kind: "too-many-requests", retryAfterMs: RETRY_MS }) : ok(toDto(started));
}

export const getBacktest = (_viewer: Viewer, id: string): Result<BacktestDto, Problem> => found(runtime().backtests.get(id));

export const cancelBacktest = (_viewer: Viewer, id: string): Result<BacktestDto, Problem> => found(runtime().backtests.cancel(id));

const found = (test: Backtest | null): Result<BacktestDto, Problem> =>
  test === null ? err(notFound("There is no such trial (any more): start it again.")) : ok(toDto(test));

function toDto({ id, state, progress, by, startedAt, from, result }: Backtest): BacktestDto {
  return {
    ...{ id, state, progress, by, startedAt: formatInstant(startedAt), from: formatInstant(from) },
    result: result && {
      present: tallyToDto(result.present),
      candidate: tallyToDto(result.candidate),
      differing: result.differing.map((one) => ({ ...one, present: caseToDto(one.present), candidate: caseToDto(one.candidate) })),
      differingCount: result.differingCount,
      covered: { ...result.covered, from: formatInstant(result.covered.from) },
    },
  };
}

const tallyToDto = ({ noticedMs, ...counts }: BacktestTally): BacktestTallyDto => ({
  ...counts,
  noticedMedianMs: medianOf(noticedMs),
  noticed: noticedMs.length,
});

const caseToDto = (one: OneCase | null) =>
  one && { ...one, openedAt: formatInstant(one.openedAt), closedAt: formatInstantOrNull(one.closedAt) };
