/**
 * The first thing that runs, on whatever Node ≥ 20 the machine has and with nothing installed: it brings everything else.
 * node lib/setup/run.mjs demo|start|dev|build|check|test|test:peers|bench|audit:verify|keys:rotate|privacy:collector|doctor|install [arguments for the program]
 */
import { installDependencies, node24, toolEnv } from "./dependencies.mjs";
import { giveUp } from "./report.mjs";
import { becomeProgram } from "./spawn.mjs";

const [, , what, ...rest] = process.argv;
const server = (file, args) =>
  becomeProgram(node24, ["--conditions=react-server", "--disable-warning=ExperimentalWarning", file, ...args], toolEnv);

const commands = {
  install: async () => {},
  build: async () => (await import("./build.mjs")).buildPages(),
  demo: async () => {
    await commands.build();
    await server("lib/demo/main.ts", rest);
  },
  start: async () => {
    await commands.build();
    await server("--env-file-if-exists=.env", ["lib/server/main.ts", ...rest]);
  },
  dev: () => server("--env-file-if-exists=.env", ["lib/server/main.ts", "--dev", ...rest]),
  "audit:verify": () => server("--env-file-if-exists=.env", ["lib/server/verify-audit.ts", ...rest]),
  "keys:rotate": () => server("--env-file-if-exists=.env", ["lib/server/rotate-keys.ts", ...rest]),
  "privacy:collector": () => server("--env-file-if-exists=.env", ["lib/server/print-collector.ts", ...rest]),
  doctor: () => server("--env-file-if-exists=.env", ["lib/server/doctor/main.ts", ...rest]),
  check: async () => (await import("./suites.mjs")).runSuites(["format", "types", "unit"]),
  test: async () => (await import("./suites.mjs")).runSuites(["format", "types", "unit", "integration", "journeys"]),
  "test:peers": async () => (await import("./suites.mjs")).runSuites(["peers"]),
  bench: async () => (await import("./bench.mjs")).runBenches(rest),
};

const command = commands[what];
if (!command) giveUp(`There is no command "${what ?? ""}".`, `One of: ${Object.keys(commands).join(", ")}.`);
process.chdir(new URL("../..", import.meta.url).pathname);
await installDependencies();
await command();
