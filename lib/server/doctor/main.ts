/** `npm run doctor [-- --json]`: what `npm start` would start with, looked at without starting or changing anything. Ends with 0, 1 (weak) or 2 (broken). */
import { readConfig, readSurroundings } from "../../env.ts";
import { codeOf, examine, listFindings } from "./examine.ts";
import { broken, type Finding } from "./finding.ts";

const config = readConfig();
const around = { ...readSurroundings(), nodeVersion: process.version, uid: process.getuid?.() ?? null };
const findings: readonly Finding[] = config.ok
  ? await examine(config.value, around, Date.now())
  : config.error.map((fault) => broken("start", fault, "mend it: Loupe does not start with it, and the rest is looked at only then"));
const code = codeOf(findings);
process.stdout.write(process.argv.includes("--json") ? `${JSON.stringify({ code, findings })}\n` : `${listFindings(findings)}\n`);
process.exitCode = code;
