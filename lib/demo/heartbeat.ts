import type { ExecutionStory, Operation } from "./operation.ts";
import { act, lasting } from "./operation.ts";
import { randomFor } from "./random.ts";
import type { Instance } from "./services.ts";
import { downDuring, type World } from "./world.ts";

/** The housekeeping span that every live instance ends every few seconds: by it a silence is noticed soon. */
export function heartbeatOf(
  world: World,
  instance: Instance,
  place: number,
  beat: number,
  everyMs: number,
  name: string,
): readonly Operation[] {
  const random = randomFor(world.seed, "beat", place, beat);
  const startMs = beat * everyMs - 40 - place * 60 + random.between(0, 20);
  const endMs = startMs + random.between(1, 12);
  if (startMs < 0 || downDuring(world, instance.service, startMs, endMs)) return [];
  const story: Pick<ExecutionStory, "operations"> = { operations: [] };
  return [act(story as ExecutionStory, instance, "internal", name, lasting(startMs, endMs - startMs))];
}
