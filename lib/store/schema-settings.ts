/** Rows of configuration with its versions, and what was said when; see `migration-settings.ts`. */
export interface SettingsTables {
  readonly config_versions: {
    readonly number: number;
    readonly at: number;
    readonly actor: string;
    readonly note: string;
    readonly sha: string;
    readonly text: string;
  };
  readonly said: SaidTableRow;
}

export interface SaidTableRow {
  readonly execution_hash: string;
  /** From when on it was known, by the time that judged it. */
  readonly known_at: number;
  /** When something else was said; far in the future while it still is. */
  readonly until_at: number;
  /** When it was written, by Loupe's own clock: much later than `known_at` where history was read. */
  readonly learnt_at: number;
  readonly key_hash: string;
  readonly execution_id: string;
  readonly chain_id: string;
  readonly has_order: number;
  /** Index into STATES; −1: there was no such execution any more. */
  readonly state: number;
  readonly cause: string | null;
  readonly step_id: string | null;
  readonly since_ms: number;
  /** JSON: the sentence and how sure it was; null where it can be said from the state alone. */
  readonly words: string | null;
}
