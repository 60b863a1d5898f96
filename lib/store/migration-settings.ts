import type { Migration } from "./flavour.ts";

/** Tables of configuration with its versions, and what was said when. */
export const settingsMigration: Migration = () => [];
