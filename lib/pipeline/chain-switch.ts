import type { ChainSet } from "../chains/definition.ts";
import { describeChainFileError, loadChains } from "../chains/load.ts";
import type { ConfigVersion, SettingsStore } from "../store/settings-store.ts";

/** The chains that hold now. */
export interface LiveChains {
  readonly chains: ChainSet;
  /** The file that they were read from, as its author wrote it. */
  readonly text: string;
  /** `stored` goes before the operator's `file`, and that before what is `built-in`. */
  readonly origin: "stored" | "file" | "built-in";
  /** Null where none is stored. */
  readonly version: ConfigVersion | null;
  /** A stored version that this Loupe cannot read, and why: what held before it still holds. */
  readonly problem: string | null;
}

/** Follows the newest version in the store, whoever put it there: this process, or another over the same store. */
export interface ChainSwitch {
  current(): LiveChains;
  /** What holds where nothing is stored. */
  readonly fallback: LiveChains;
  /** Looks for a newer version; true where another holds now. Called after a change, and every few seconds. */
  refresh(settings: Pick<SettingsStore, "newestNumber" | "newestVersion">): Promise<boolean>;
}

export function createChainSwitch(
  file: Pick<LiveChains, "chains" | "text"> & { readonly origin: "file" | "built-in" },
  log: (message: string) => void,
): ChainSwitch {
  const fallback: LiveChains = { ...file, version: null, problem: null };
  let live = fallback;
  let seen = 0;
  return {
    fallback,
    current: () => live,
    async refresh(settings) {
      if ((await settings.newestNumber()) === seen) return false;
      const version = await settings.newestVersion();
      if (version === null || version.number === seen) return false;
      seen = version.number;
      const loaded = loadChains(version.text, `version ${version.number}`);
      const before = live;
      if (!loaded.ok) {
        const problem = `version ${version.number} of the chain file cannot be read: ${loaded.error.slice(0, 3).map(describeChainFileError).join("; ")}`;
        log(problem);
        live = { ...before, problem };
        return false;
      }
      live = { chains: loaded.value, text: version.text, origin: "stored", version, problem: null };
      log(`the chain file's version ${version.number} of ${version.actor} holds now`);
      return true;
    },
  };
}

const LOOK_EVERY_MS = 3_000;

/** Another process over the same store may have written a version. Answers how to stop. */
export function followChains(chosen: ChainSwitch, settings: SettingsStore, log: (message: string) => void): () => void {
  let failing = false;
  const look = async (): Promise<void> => {
    try {
      await chosen.refresh(settings);
      failing = false;
    } catch (reason) {
      if (!failing)
        log(`whether the chain file has a newer version cannot be asked: ${reason instanceof Error ? reason.message : String(reason)}`);
      failing = true;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
