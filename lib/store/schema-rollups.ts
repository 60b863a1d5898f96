/** Rows of series of sketches, what was counted in them, markers; see `migration-rollups.ts`. */
export type RollupsTables = Record<never, never>;
