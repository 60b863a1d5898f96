import { goodsOf } from "../goods.ts";
import type { ExecutionStory } from "../operation.ts";
import { randomFor } from "../random.ts";
import { scenarioOf } from "../scenarios.ts";
import type { Order, World } from "../world.ts";
import { confirmOrder } from "./confirmation.ts";
import { createOrder } from "./creation.ts";
import { calculatePrice } from "./price.ts";

const MINUTE = 60_000;

/**
 * An order's whole life, told at once: nothing that other orders do changes it, outages and backlogs are known beforehand.
 * Each chain begins only after the one before has ended well.
 */
export function liveOrder(world: World, known: Order, startMs: number): readonly ExecutionStory[] {
  const asked = scenarioOf(world.seed, world.rates, "price-calculation", known.index);
  const order: Order = { ...known, goods: goodsOf(world.seed, known.index, asked) };
  const random = randomFor(world.seed, "life", order.index);
  const thinkMs = random.around(1.2 * MINUTE, 0.7, 8 * MINUTE);
  const decideMs = random.around(2.5 * MINUTE, 0.8, 15 * MINUTE);
  const asksAgain = random.chance(0.5);
  const askAgainMs = random.between(3, 8) * MINUTE;
  const saysYes = random.chance(0.95);

  const creation = createOrder(world, order, startMs);
  if (creation.doneMs === null) return [creation];
  const stories = [creation];
  let price = calculatePrice(world, order, 1, creation.doneMs + thinkMs, asked);
  stories.push(price);
  if (price.scenario === "storage-timeout" && asksAgain) {
    const failedMs = Math.max(...price.operations.map((o) => o.endMs));
    price = calculatePrice(world, order, 2, failedMs + askAgainMs, "healthy");
    stories.push(price);
  }
  if (price.doneMs !== null && saysYes) stories.push(confirmOrder(world, order, price.doneMs + decideMs));
  return stories;
}
