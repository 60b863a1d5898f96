import { readFileSync } from "node:fs";
import { defaultChains, describeChainFileError, loadChains } from "../chains/load.ts";
import { readMaskingFiles } from "../env.ts";
import { collectorConfig } from "../privacy/collector-config.ts";
import { loadPolicy } from "../privacy/load-policy.ts";
import { makePolicy, NO_RULES } from "../privacy/policy.ts";

/** What `npm run privacy:collector` prints: a Collector's file of the policy that this Loupe masks by, or what is wrong with that. */
export function printCollector(files: { readonly chains: string | null; readonly privacy: string | null }, endpoint: string) {
  const chains = files.chains === null ? null : loadChains(readFileSync(files.chains, "utf8"), files.chains);
  if (chains?.ok === false) return { code: 2, text: chains.error.map(describeChainFileError).join("\n") };
  const rules = files.privacy === null ? null : loadPolicy(readFileSync(files.privacy, "utf8"), files.privacy);
  if (rules?.ok === false) return { code: 2, text: rules.error.join("\n") };
  const { orderKeys } = chains?.value ?? defaultChains();
  return { code: 0, text: collectorConfig(makePolicy(orderKeys, rules?.value), rules?.value ?? NO_RULES, { endpoint }) };
}

/** `[--endpoint http://loupe:4318]`: where the masked spans are sent. */
if (import.meta.main) {
  const at = process.argv.indexOf("--endpoint");
  const { code, text } = printCollector(readMaskingFiles(), (at < 0 ? undefined : process.argv[at + 1]) ?? "http://127.0.0.1:14318");
  (code === 0 ? process.stdout : process.stderr).write(text.endsWith("\n") ? text : `${text}\n`);
  process.exitCode = code;
}
