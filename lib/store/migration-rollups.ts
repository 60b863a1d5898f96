import type { Migration } from "./flavour.ts";

/** Tables of series of sketches, what was counted in them, markers. */
export const rollupsMigration: Migration = () => [];
