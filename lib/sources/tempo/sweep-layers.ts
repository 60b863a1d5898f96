import type { Ms, UnixMs } from "../../base/time.ts";
import type { ScanOptions } from "./scan-options.ts";

/**
 * How far back a look for news reaches: the newest often, the rest seldom, as with Jaeger (`jaeger/scan-cursor.ts` has the argument): a layer's next look begins
 * at its last look's time minus its reach, so nothing that is at most that late is missed, however long the pause was.
 */
interface Layer {
  readonly reachMs: Ms;
  readonly everyMs: Ms;
  lookedAt: number;
}

export interface SweepLayers {
  /** All before was read by other means, at this time. */
  restart(now: UnixMs): void;
  /** Where a look has to begin now, in seconds; null: none is due. */
  due(now: UnixMs): number | null;
  /** A look from there, begun at `now`, is complete; it took so long. */
  looked(fromS: number, now: UnixMs, tookMs: Ms): void;
}

/** New spans are looked for in at least so much before the present. */
const NEAR_MS = 90_000;
const LATE_MS = 150_000;
/** The whole lateness is looked over so much more seldom than what is nearly in time. */
const SELDOM = 8;
/** A server that is slow is not asked without a pause; but news must show. */
const LONGEST_PAUSE_MS = 4_000;

export function createSweepLayers({
  latenessMs,
  hiddenMs,
  sweepEveryMs,
  fullSweepEveryMs,
}: Pick<ScanOptions, "latenessMs" | "hiddenMs" | "sweepEveryMs" | "fullSweepEveryMs">): SweepLayers {
  const layers: Layer[] = [
    { reachMs: NEAR_MS, everyMs: sweepEveryMs, lookedAt: 0 },
    { reachMs: LATE_MS, everyMs: fullSweepEveryMs, lookedAt: 0 },
    { reachMs: latenessMs + hiddenMs, everyMs: fullSweepEveryMs * SELDOM, lookedAt: 0 },
  ];
  const begin = (layer: Layer): number => Math.floor((layer.lookedAt - layer.reachMs) / 1_000);
  let notBefore = 0;
  return {
    restart(now) {
      for (const layer of layers) layer.lookedAt = now;
      notBefore = 0;
    },
    due(now) {
      if (now < notBefore) return null;
      const wanted = layers.filter((layer) => now - layer.lookedAt >= layer.everyMs).map(begin);
      return wanted.length === 0 ? null : Math.min(begin(layers[0]!), ...wanted);
    },
    looked(fromS, now, tookMs) {
      for (const layer of layers) if (begin(layer) >= fromS) layer.lookedAt = now;
      notBefore = now + Math.min(LONGEST_PAUSE_MS, tookMs * 2);
    },
  };
}
