import type { Result } from "../base/result.ts";
import type { UnixMs } from "../base/time.ts";

/** The chain file as people change it in the interface: every version is kept, the newest holds. */
export interface SettingsStore {
  /**
   * One transaction with its line in the audit log. `base` is the number that the change was made upon (0: there was none); where somebody
   * was faster nothing is written, and theirs is answered.
   */
  addVersion(version: NewVersion, base: number): Promise<Result<ConfigVersion, ConfigVersion>>;
  newestVersion(): Promise<ConfigVersion | null>;
  /** 0 where none is stored: cheap, asked every few seconds. */
  newestNumber(): Promise<number>;
  getVersion(number: number): Promise<ConfigVersion | null>;
  /** Newest first. */
  listVersions(limit: number, before?: number): Promise<readonly ConfigVersion[]>;
}

export interface NewVersion {
  readonly at: UnixMs;
  readonly actor: string;
  readonly note: string;
  /** YAML, checked by whoever adds it. */
  readonly text: string;
  /** What it did, for the audit log: `config.deadlines`, `config.chains`, `config.revert`. */
  readonly action: string;
}

export interface ConfigVersion {
  /** From 1, without holes. */
  readonly number: number;
  readonly at: UnixMs;
  readonly actor: string;
  readonly note: string;
  /** SHA-256 of the text, hex. */
  readonly sha: string;
  readonly text: string;
}
