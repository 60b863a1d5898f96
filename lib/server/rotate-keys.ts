import { openDataKeys } from "../auth/data-keys.ts";
import { addSigningKey } from "../auth/issuer/signing-keys.ts";
import { deriveKeys } from "../auth/keys.ts";
import { type Clock, unixMs } from "../base/time.ts";
import { readAuthSecrets, readStoreUrl } from "../env.ts";
import { openSecrets } from "../store/open-secrets.ts";

/** What `npm run keys:rotate` prints, and how it ends: 0 done, 2 not possible. */
export interface Rotated {
  readonly code: 0 | 2;
  readonly text: string;
}

/** The servers that run need no restart: each sees the new key within half a minute, and signs with it after two. */
export async function rotateKeys(url: string, authSecrets: readonly [string, ...string[]], clock: Clock): Promise<Rotated> {
  try {
    const store = await openSecrets(url);
    try {
      const at = clock();
      const kid = await addSigningKey(store, deriveKeys(authSecrets, "issuer records"), at);
      const dataKeys = await openDataKeys({ store, authSecrets, clock });
      await dataKeys.refresh("new");
      const detail = JSON.stringify({ kid, dataKey: dataKeys.newest() });
      await store.audit({ at, actor: "(command line)", action: "keys-rotated", subject: "keys", detail });
      return {
        code: 0,
        text: [
          `A new signing key, ${kid}: published within half a minute, used after two; the former is accepted for another day.`,
          `A new data key, number ${dataKeys.newest()}: what is written in three minutes is sealed with it; the former ones open what they sealed.`,
        ].join("\n"),
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { code: 2, text: error instanceof Error ? error.message : String(error) };
  }
}

/** `[--store sqlite:PATH|postgres://…]`. */
if (import.meta.main) {
  const at = process.argv.indexOf("--store");
  const { code, text } = await rotateKeys((at < 0 ? undefined : process.argv[at + 1]) ?? readStoreUrl(), readAuthSecrets(), () =>
    unixMs(Date.now()),
  );
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = code;
}
