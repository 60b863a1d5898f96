import type { DataKeys } from "../auth/data-keys.ts";
import type { Masker } from "../privacy/masker.ts";
import { remembering } from "../privacy/remembering.ts";
import type { Sealing } from "../store/sealing.ts";

/** What masking would change on the way out is encrypted on the way in: one policy for both. */
export function sealPersonal(masker: () => Masker, keys: DataKeys): Sealing {
  // The same few thousand people come again and again; that equal values are sealed alike tells no more than their pseudonyms do.
  let usedKey = keys.current();
  let sealed = remembering(keys.seal);
  const opened = remembering((text: string) => ({ plain: keys.open(text) }));
  return {
    isPersonal: (key, value, kind) => masker().value(key, value, kind) !== value,
    isPersonalText: (text) => masker().text(text) !== text,
    seal(plain) {
      if (keys.current() !== usedKey) {
        usedKey = keys.current();
        sealed = remembering(keys.seal);
      }
      return sealed(plain);
    },
    // What cannot be opened may be openable once the other's new key is known: not remembered.
    open: (text) => opened(text).plain ?? keys.open(text),
    blind: remembering(keys.blind),
  };
}
