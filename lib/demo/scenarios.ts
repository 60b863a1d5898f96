import { randomFor, type Seed, shuffled } from "./random.ts";

export type ChainId = "order-creation" | "price-calculation" | "order-confirmation" | "active-orders";

const BUSINESS = {
  "lost-message": { rate: 0.01, chains: ["order-creation", "price-calculation", "order-confirmation"] },
  "consumer-failing": { rate: 0.01, chains: ["order-creation", "price-calculation"] },
  "db-lock-timeout": { rate: 0.01, chains: ["order-creation", "price-calculation"] },
  "storage-timeout": { rate: 0.015, chains: ["price-calculation"] },
  "mes-error": { rate: 0.01, chains: ["price-calculation"] },
  "confirmation-lost": { rate: 0.02, chains: ["order-confirmation"] },
  "slow-list": { rate: 0.05, chains: ["active-orders"] },
  "duplicate-delivery": { rate: 0.018, chains: ["order-creation", "price-calculation", "order-confirmation"] },
  "context-lost": { rate: 0.018, chains: ["order-creation", "price-calculation", "order-confirmation"] },
  links: { rate: 0.018, chains: ["order-creation", "price-calculation", "order-confirmation"] },
} as const satisfies Record<string, { rate: number; chains: readonly ChainId[] }>;

export type BusinessScenario = keyof typeof BUSINESS;
export type Scenario = "healthy" | BusinessScenario;

const MINUTE = 60_000;

/** The † scenarios: how long a period lasts and whom it may befall. Their rate is a share of time; by default one period in 3 h. */
export const PERIODS = {
  "service-down": { lengthMs: 15 * MINUTE, services: ["crm-api"] },
  backlog: { lengthMs: 30 * MINUTE, services: ["crm-api"] },
  "exporter-silent": { lengthMs: 20 * MINUTE, services: ["mes-api", "mes-api", "mes-api", "crm-api"] },
  sampled: { lengthMs: 60 * MINUTE, services: ["mes-api", "mes-api", "crm-api", "crm-api", "crm", "mes"] },
  "skewed-clock": { lengthMs: 60 * MINUTE, services: ["crm-api", "mes-api", "crm", "storage-3d", "mes"] },
  "late-spans": { lengthMs: 30 * MINUTE, services: ["mes-api", "crm-api", "crm", "mes", "storage-3d", "seller-client"] },
} as const;

export type PeriodKind = keyof typeof PERIODS;

/** A period of each kind comes once in every such window. */
export const WINDOW_MS = 180 * MINUTE;

export type Rates = Readonly<Record<BusinessScenario | PeriodKind, number>>;

export const BUSINESS_NAMES = Object.keys(BUSINESS) as BusinessScenario[];
export const PERIOD_NAMES = Object.keys(PERIODS) as PeriodKind[];
export const SCENARIO_NAMES: readonly string[] = ["healthy", ...BUSINESS_NAMES, ...PERIOD_NAMES];

const DEFAULT_RATES = Object.fromEntries([
  ...BUSINESS_NAMES.map((name) => [name, BUSINESS[name].rate]),
  ...PERIOD_NAMES.map((name) => [name, PERIODS[name].lengthMs / WINDOW_MS]),
]) as Rates;

/**
 * Lays `NAME=RATE` pairs over the defaults, in their order; `all` sets every one, `healthy` is the least share that stays untouched.
 * Where a chain's rates come to more than there is room for, those that nobody named give way first.
 */
export function resolveRates(pairs: readonly (readonly [name: string, rate: number])[]): Rates {
  const rates: Record<string, number> = { ...DEFAULT_RATES };
  const named = new Set<string>();
  let healthy = 0;
  for (const [name, rate] of pairs) {
    if (name === "healthy") healthy = rate;
    else if (name === "all") for (const each of Object.keys(rates)) rates[each] = rate;
    else rates[name] = rate;
    named.add(name);
  }
  const room = 1 - healthy;
  for (const crowd of [BUSINESS_NAMES.filter((name) => named.has(name)), BUSINESS_NAMES]) {
    const yielding = crowd.filter((name) => crowd.length < BUSINESS_NAMES.length || !named.has(name));
    const shares = yielding.map((name) =>
      Math.min(...BUSINESS[name].chains.map((chain) => shareLeft(rates, chain, crowd, yielding, room))),
    );
    yielding.forEach((name, i) => {
      rates[name]! *= shares[i]!;
    });
  }
  return rates as Rates;
}

/** By how much `yielding` must shrink on a chain so that it and the rest of `crowd` fit into `room`. */
function shareLeft(
  rates: Readonly<Record<string, number>>,
  chain: ChainId,
  crowd: readonly BusinessScenario[],
  yielding: readonly BusinessScenario[],
  room: number,
): number {
  const here = businessOf(chain).filter((name) => crowd.includes(name));
  const sum = (names: readonly BusinessScenario[]): number => names.reduce((total, name) => total + rates[name]!, 0);
  const mine = sum(here.filter((name) => yielding.includes(name)));
  return mine > 0 ? Math.min(1, Math.max(0, room - (sum(here) - mine)) / mine) : 1;
}

const businessOf = (chain: ChainId): readonly BusinessScenario[] =>
  BUSINESS_NAMES.filter((name) => (BUSINESS[name].chains as readonly string[]).includes(chain));

/** How many of the first `n` executions: rounded up, so that a rate above zero shows at once and keeps its share for ever. */
const dueBy = (n: number, rate: number): number => Math.ceil(n * rate - 1e-9);

const DECK = 200;
const decks = new Map<string, readonly Scenario[]>();

/**
 * The scenario of a chain's n-th execution. Dealt from shuffled decks of 200, so that every stretch of a few hundred
 * executions holds each scenario in its share, by any seed.
 */
export function scenarioOf(seed: Seed, rates: Rates, chain: ChainId, n: number): Scenario {
  const block = Math.floor(n / DECK);
  const key = [seed, chain, block, ...BUSINESS_NAMES.map((name) => rates[name])].join("/");
  let deck = decks.get(key);
  if (!deck) {
    const cards: Scenario[] = businessOf(chain).flatMap((name) => {
      const count = dueBy((block + 1) * DECK, rates[name]) - dueBy(block * DECK, rates[name]);
      return Array.from({ length: count }, () => name);
    });
    const full = [...cards.slice(0, DECK), ...Array.from({ length: Math.max(0, DECK - cards.length) }, () => "healthy" as const)];
    deck = shuffled(full, randomFor(seed, "deck", chain, block));
    if (decks.size > 64) decks.clear();
    decks.set(key, deck);
  }
  return deck[n % DECK]!;
}
