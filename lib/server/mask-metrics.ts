import { type Masker, makeMasker } from "../privacy/masker.ts";
import { makePolicy } from "../privacy/policy.ts";
import type { Runtime } from "../runtime.ts";

let kept: { readonly key: Uint8Array; readonly masker: Masker } | null = null;

/** Names of services and instances stand in labels, and now and then one is a person's: metrics are read by more people than Loupe is. */
export function maskLabels(text: string, { pseudonymKey, chains, privacy }: Pick<Runtime, "pseudonymKey" | "chains" | "privacy">): string {
  kept =
    kept?.key === pseudonymKey
      ? kept
      : { key: pseudonymKey, masker: makeMasker(makePolicy(chains.orderKeys ?? [], privacy), pseudonymKey) };
  const { masker } = kept;
  return text.replace(LABEL, (_, before: string, value: string) => `${before}${quote(masker.text(unquote(value)))}"`);
}

const LABEL = /((?:service|instance)=")((?:[^"\\]|\\.)*)"/g;
const unquote = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
const quote = (text: string): string => text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
