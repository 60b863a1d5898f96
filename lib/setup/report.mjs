/** Everything that set-up says goes to standard error: standard output belongs to the program that is started (`--json`). */
export const say = (text) => process.stderr.write(`${text}\n`);

/** @returns {never} */
export function giveUp(text, cure) {
  say(`\n✗ ${text}`);
  if (cure) say(`  ${cure}`);
  process.exit(1);
}
