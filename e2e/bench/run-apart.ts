import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Runs a script of this folder in a process of its own, and gives what it says in its one line of JSON. */
export async function runApart<T>(script: string, ...args: readonly (string | number)[]): Promise<T> {
  const child = spawn(process.execPath, ["--conditions=react-server", join(import.meta.dirname, script), ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const reap = () => child.kill();
  process.once("exit", reap);
  const said = child.stdout.toArray();
  const [code] = (await once(child, "close")) as [number | null];
  process.off("exit", reap);
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(Buffer.concat(await said).toString()) as T;
}
