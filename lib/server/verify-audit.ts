import { readStoreUrl } from "../env.ts";
import { openAudit } from "../store/open-audit.ts";

/** What `npm run audit:verify` prints, and how it ends: 0 whole, 1 broken, 2 not to be read. */
export interface Verified {
  readonly code: 0 | 1 | 2;
  readonly text: string;
}

/** @param expected a head that was written down elsewhere, hex; null: only the chain itself is asked */
export async function verifyStore(url: string, expected: string | null): Promise<Verified> {
  try {
    const audit = await openAudit(url);
    try {
      const verdict = await audit.verify(expected ?? undefined);
      if (!verdict.whole)
        return { code: 1, text: `BROKEN at row ${verdict.brokenAt}: it ${verdict.reason} (${verdict.rows} rows before it are whole)` };
      const since = verdict.from === null ? "" : ` since ${new Date(verdict.from).toISOString()}`;
      return { code: 0, text: `whole: ${verdict.rows} rows${since}\nhead ${verdict.head || "(none)"}` };
    } finally {
      await audit.close();
    }
  } catch (error) {
    return { code: 2, text: error instanceof Error ? error.message : String(error) };
  }
}

const flag = (args: readonly string[], name: string): string | null => {
  const at = args.indexOf(name);
  return at < 0 ? null : (args[at + 1] ?? null);
};

/** `[--store sqlite:PATH|postgres://…] [--expect HASH]`. */
if (import.meta.main) {
  const args = process.argv.slice(2);
  const { code, text } = await verifyStore(flag(args, "--store") ?? readStoreUrl(), flag(args, "--expect"));
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = code;
}
