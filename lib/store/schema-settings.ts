/** Rows of configuration with its versions, and what was said when; see `migration-settings.ts`. */
export type SettingsTables = Record<never, never>;
