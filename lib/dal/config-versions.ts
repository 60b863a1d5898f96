import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import { formatInstant } from "../contract/instant.ts";
import type { ConfigVersionDto, ConfigVersionPageDto, ConfigVersionTextDto, DifferenceDto } from "../contract/settings.ts";
import { runtime } from "../runtime.ts";
import type { ConfigVersion } from "../store/settings-store.ts";
import { badRequest, notFound, type Problem } from "./problem.ts";
import { differenceOf } from "./settings.ts";

/** Reading a chain file takes some ten milliseconds. */
const A_PAGE = 10;
const MOST_REMEMBERED = 500;
const known = new Map<string, DifferenceDto>();

export async function listConfigVersions(_viewer: Viewer, params: URLSearchParams): Promise<Result<ConfigVersionPageDto, Problem>> {
  const given = params.get("cursor");
  const before = given === null ? null : Number(openCursor("config-versions", given));
  if (before !== null && !(Number.isInteger(before) && before > 0)) return err(badRequest("cursor", "is not one that this call gave out"));
  // One more: what the last of the page replaced.
  const found = await runtime().settings.listVersions(A_PAGE + 1, before ?? undefined);
  const shown = found.slice(0, A_PAGE);
  return ok({
    items: shown.map((one, index) => toDto(one, found[index + 1] ?? null)),
    nextCursor: found.length > A_PAGE ? sealCursor("config-versions", String(shown.at(-1)!.number)) : null,
  });
}

export async function getConfigVersion(_viewer: Viewer, id: string): Promise<Result<ConfigVersionTextDto, Problem>> {
  const number = /^\d{1,9}$/.test(id) ? Number(id) : 0;
  const { settings, config } = runtime();
  const [version, before] = await Promise.all([settings.getVersion(number), settings.getVersion(number - 1)]);
  if (version === null) return err(notFound(`There is no version ${JSON.stringify(id.slice(0, 20))}.`));
  return ok({ ...toDto(version, before), text: version.text, before: before?.text ?? config.fallback.text });
}

const toDto = (version: ConfigVersion, before: ConfigVersion | null): ConfigVersionDto => ({
  number: version.number,
  at: formatInstant(version.at),
  by: version.actor,
  note: version.note,
  sha: version.sha,
  difference: between(before?.text ?? runtime().config.fallback.text, before?.sha ?? "", version),
});

/** A version never changes, and neither does what it changed; what was there before the first is another after a start at most. */
function between(before: string, sha: string, version: ConfigVersion): DifferenceDto {
  if (sha === "") return differenceOf(before, version.text);
  const key = `${sha} ${version.sha}`;
  const remembered = known.get(key);
  if (remembered) return remembered;
  const difference = differenceOf(before, version.text);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, difference);
  return difference;
}
