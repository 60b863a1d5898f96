import { spawn } from "node:child_process";

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import("node:child_process").StdioOptions }} [options]
 *   Standard output goes to standard error unless `stdio` says otherwise.
 * @returns {Promise<number>} its exit code; 128 + 15 where a signal ended it, 127 where it is not there
 */
export function runToEnd(command, args, { env, stdio = ["ignore", 2, 2] } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio, env: { ...process.env, ...env } });
    child.on("error", () => resolve(127));
    child.on("exit", (code, signal) => resolve(signal ? 143 : (code ?? 1)));
  });
}

/**
 * Runs a program in our place: its streams are ours, signals sent to us reach it, its exit code becomes ours.
 * A signal to the whole group reaches it twice, so it must take the second one calmly.
 */
export async function becomeProgram(command, args, env) {
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.exit(
    await new Promise((resolve) => {
      child.on("error", (error) => {
        process.stderr.write(`${error.message}\n`);
        resolve(127);
      });
      child.on("exit", (code, signal) => resolve(signal ? 143 : (code ?? 1)));
    }),
  );
}
