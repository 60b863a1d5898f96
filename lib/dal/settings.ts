import "server-only";
import type { z } from "zod";
import { mayDo } from "../auth/roles.ts";
import type { Viewer } from "../auth/viewer.ts";
import { diffLines } from "../base/line-diff.ts";
import { err, ok, type Result } from "../base/result.ts";
import { compareSets } from "../chains/compare-sets.ts";
import { editDeadlines } from "../chains/edit-deadlines.ts";
import { loadChains } from "../chains/load.ts";
import { formatInstant, formatInstantOrNull } from "../contract/instant.ts";
import {
  type ChainConfigDto,
  type ConfigCheckDto,
  configTextSchema,
  type DifferenceDto,
  revertConfigSchema,
  saveConfigSchema,
  saveDeadlinesSchema,
} from "../contract/settings.ts";
import { runtime } from "../runtime.ts";
import type { ConfigVersion } from "../store/settings-store.ts";
import { badRequest, conflict, forbidden, notFound, type Problem } from "./problem.ts";

/** What holds now. Everybody may read it: whoever looks at a verdict may know what was promised. */
export async function getChainConfig(viewer: Viewer): Promise<Result<ChainConfigDto, Problem>> {
  const { config, settings, pipeline } = runtime();
  await config.refresh(settings);
  const { text, origin, version, problem } = config.current();
  const work = pipeline.chainWork();
  return ok({
    number: await settings.newestNumber(),
    origin,
    at: formatInstantOrNull(version?.at ?? null),
    by: version?.actor ?? null,
    note: version?.note ?? null,
    text,
    fallback: config.fallback.text,
    problem,
    applying: work && { kind: work.kind, done: work.done },
    may: { deadlines: mayDo(viewer, "deadlines"), configure: mayDo(viewer, "configure") },
  });
}

export function checkChainConfig(_viewer: Viewer, body: unknown): Result<ConfigCheckDto, Problem> {
  const parsed = parseBody(configTextSchema, body);
  if (!parsed.ok) return parsed;
  const loaded = loadChains(parsed.value.text, FILE);
  if (!loaded.ok) return ok({ mistakes: loaded.error.map(({ line, reason }) => ({ line, reason })), difference: null });
  return ok({ mistakes: [], difference: differenceOf(runtime().config.current().text, parsed.value.text) });
}

export async function saveChainConfig(viewer: Viewer, body: unknown): Promise<Result<ChainConfigDto, Problem>> {
  const parsed = parseBody(saveConfigSchema, body);
  if (!parsed.ok) return parsed;
  return save(viewer, { ...parsed.value, action: "config.chains" });
}

/** Other promises in the text that holds, all the rest of it as it is: what a lead may do. */
export async function saveDeadlines(viewer: Viewer, body: unknown): Promise<Result<ChainConfigDto, Problem>> {
  const parsed = parseBody(saveDeadlinesSchema, body);
  if (!parsed.ok) return parsed;
  const text = editDeadlines(runtime().config.current().text, parsed.value.changes);
  if (text === null) return err(badRequest("changes", "name a chain or a step that the chain file does not have"));
  return save(viewer, { ...parsed.value, text, action: "config.deadlines" });
}

/** Back to an older version, by going forward: nothing of the history is lost. 0 is what holds where nothing is stored. */
export async function revertChainConfig(viewer: Viewer, body: unknown): Promise<Result<ChainConfigDto, Problem>> {
  const parsed = parseBody(revertConfigSchema, body);
  if (!parsed.ok) return parsed;
  const { number, base, note } = parsed.value;
  const { settings, config } = runtime();
  const text = number === 0 ? config.fallback.text : (await settings.getVersion(number))?.text;
  if (text === undefined) return err(notFound(`There is no version ${number}.`));
  return save(viewer, { base, text, note: note || `back to version ${number}`, action: "config.revert" });
}

/** What mistakes are told by: the line is what counts. */
const FILE = "chain file";
const MOST_TOLD = 5;

interface Change {
  readonly base: number;
  readonly text: string;
  readonly note: string;
  readonly action: string;
}

async function save(viewer: Viewer, { base, text, note, action }: Change): Promise<Result<ChainConfigDto, Problem>> {
  const { settings, config, clock } = runtime();
  const loaded = loadChains(text, FILE);
  if (!loaded.ok) {
    const told = loaded.error.slice(0, MOST_TOLD).map(({ line, reason }) => `line ${line}: ${reason}`);
    const more = loaded.error.length > MOST_TOLD ? [`and ${loaded.error.length - MOST_TOLD} more`] : [];
    return err(badRequest("text", `has mistakes: ${[...told, ...more].join("; ")}`));
  }
  const now = config.current();
  if (text === now.text) return err(badRequest("text", "is what holds already"));
  const { matching, sampling } = compareSets(now.chains, loaded.value);
  if ((matching || sampling) && !mayDo(viewer, "configure"))
    return err(forbidden("Your role may change deadlines; what the chains recognise is an administrator's to change."));
  const added = await settings.addVersion({ at: clock(), actor: viewer.name, note, text, action }, base);
  if (!added.ok) return err(conflict(fasterOne(added.error)));
  await config.refresh(settings);
  return getChainConfig(viewer);
}

const fasterOne = ({ number, actor, at }: ConfigVersion): string =>
  `${actor} saved version ${number} at ${formatInstant(at)} meanwhile: look at it, and change that.`;

export function differenceOf(before: string, after: string): DifferenceDto {
  const lines = diffLines(before, after);
  const [one, other] = [loadChains(before, FILE), loadChains(after, FILE)];
  const sets = one.ok && other.ok ? compareSets(one.value, other.value) : null;
  return {
    // Of a text that cannot be read any more nothing finer can be said.
    matching: sets === null || sets.matching || sets.sampling,
    deadlines: (sets?.deadlines ?? []).map((one) => ({ ...one, before: { ...one.before }, after: { ...one.after } })),
    addedLines: lines.filter(({ kind }) => kind === "added").length,
    removedLines: lines.filter(({ kind }) => kind === "removed").length,
  };
}

export function parseBody<S extends z.ZodType>(schema: S, body: unknown): Result<z.output<S>, Problem> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(badRequest(issue?.path.join(".") || "body", issue?.message ?? "cannot be read"));
}
