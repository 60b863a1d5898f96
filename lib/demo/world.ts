import type { Calendar } from "./calendar.ts";
import type { Goods } from "./goods.ts";
import { type Random, randomFor, type Seed } from "./random.ts";
import type { PeriodKind, Rates } from "./scenarios.ts";
import type { ServiceName } from "./services.ts";

export interface World {
  readonly seed: Seed;
  readonly rates: Rates;
  readonly calendar: Calendar;
}

/** One order, as its customer and seller know it. */
export interface Order {
  readonly index: number;
  readonly id: string;
  readonly userId: string;
  readonly customerEmail: string;
  /** Known once its life is told. */
  readonly goods?: Goods;
}

const NAMES = ["anna", "boris", "vera", "gleb", "daria", "egor", "zoya", "ivan", "kira", "lev", "mila", "nina", "oleg", "polina"];

export function orderOf(seed: Seed, index: number, firstOrder: number): Order {
  const random = randomFor(seed, "customer", index);
  const user = random.below(400);
  return {
    index,
    id: String(730_001 + firstOrder + index),
    userId: `u-${1000 + user}`,
    customerEmail: `${random.pick(NAMES)}.${user}@example.com`,
  };
}

const SOFT_WAIT_MS = 120_000;

/**
 * When a consumer takes a message that was published at `publishedMs`, and will work on it for `workMs`.
 * A backlog makes it wait, an outage leaves it in the queue. No wait ends within 10 s of the soft deadline: which side
 * of 2 min it fell would be a matter of microseconds, or of a clock that is 5 s off.
 */
export function consumedAt(
  world: World,
  service: ServiceName,
  publishedMs: number,
  workMs: number,
  random: Random,
  hindered: Set<PeriodKind>,
  backlog: boolean,
): number {
  let at = publishedMs + random.around(1_500, 0.6, 20_000);
  if (backlog) {
    const wait = backlogWaitMs(world, service, publishedMs);
    if (wait > 0) {
      hindered.add("backlog");
      at += wait;
    }
  }
  const drain = random.between(500, 15_000);
  for (let i = 0; i < 200; i++) {
    const down = downDuring(world, service, at, at + workMs);
    if (down) {
      hindered.add("service-down");
      at = down.toMs + drain;
      continue;
    }
    const nearSoft = at - publishedMs - SOFT_WAIT_MS;
    if (nearSoft > -10_000 && nearSoft < 10_000) {
      at += 22_000;
      continue;
    }
    break;
  }
  return at;
}

export const downDuring = (world: World, service: ServiceName, fromMs: number, toMs: number) =>
  world.calendar.overlapping(service, fromMs - 100, toMs + 100).find((p) => p.kind === "service-down") ?? null;

/** Rises to just under 9 min over the first two thirds of the period, then falls; never faster than time, so that the queue keeps its order. */
function backlogWaitMs(world: World, service: ServiceName, publishedMs: number): number {
  const period = world.calendar.at(service, "backlog", publishedMs);
  if (!period) return 0;
  const length = period.toMs - period.fromMs;
  const peak = Math.min(505_000, length * 0.29);
  const x = (publishedMs - period.fromMs) / length;
  return x < 2 / 3 ? (peak * x * 3) / 2 : peak * (1 - x) * 3;
}
