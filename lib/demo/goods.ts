import { randomFor, type Seed } from "./random.ts";
import type { Scenario } from "./scenarios.ts";

/** What is ordered, and through which seller: what orders that hang may have in common. */
export interface Goods {
  readonly sellerId: string;
  readonly productType: string;
}

const SELLERS = 14;
/** Of a hundred orders. */
const PRODUCTS: readonly (readonly [name: string, share: number])[] = [
  ["ring", 36],
  ["earrings", 26],
  ["pendant", 20],
  ["bracelet", 11],
  ["filigree", 4],
  ["signet-ring", 3],
];

/**
 * Faults have their favourites, as in life: models that are not closed are filigree's, prices out of range are signet rings'. What comes of an
 * order is decided before and elsewhere; this only tells what it was.
 */
export function goodsOf(seed: Seed, index: number, priceScenario: Scenario): Goods {
  const random = randomFor(seed, "goods", index);
  const sellerId = `s-${100 + random.below(SELLERS)}`;
  const isTypical = random.chance(0.85);
  const usual = pickProduct(random.below(100));
  const typical = priceScenario === "mes-error" ? "filigree" : priceScenario === "consumer-failing" ? "signet-ring" : usual;
  return { sellerId, productType: isTypical ? typical : usual };
}

function pickProduct(draw: number): string {
  let below = 0;
  for (const [name, share] of PRODUCTS) {
    below += share;
    if (draw < below) return name;
  }
  return PRODUCTS[0]![0];
}
