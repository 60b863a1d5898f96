/**
 * Random streams by name: whatever else the company does, the stream of (seed, "order", 17) is always the same.
 * sfc32, seeded by a 128-bit string hash (cyrb128): fast, and its low bits are as good as its high ones (trace ids need that).
 */
/** A number from the command line; a later company in the same folder gets a name of its own from it. */
export type Seed = number | string;

export interface Random {
  /** In [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** In 0…n−1. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
  /** Latencies: log-normal around a median, never beyond `cap`. */
  around(median: number, spread: number, cap: number): number;
  hex(digits: number): string;
}

export function randomFor(...name: readonly (string | number)[]): Random {
  let [a, b, c, d] = hash128(name.join("/"));
  const bits = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();
  const next = () => bits() / 4_294_967_296;
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below: (n) => Math.floor(next() * n),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (share) => next() < share,
    around(median, spread, cap) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return Math.min(cap, median * Math.exp(spread * normal));
    },
    hex(digits) {
      let text = "";
      while (text.length < digits) text += bits().toString(16).padStart(8, "0");
      return text.slice(0, digits);
    },
  };
}

export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

function hash128(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}
