import { fork } from "node:child_process";
import { once } from "node:events";
import { openSecrets } from "../store/open-secrets.ts";
import type { ServerConfig } from "./config.ts";
import { startTestServer } from "./test-server.ts";

interface Wanted {
  readonly storeUrl: string;
  readonly config: Partial<ServerConfig>;
}

/** For tests: a server of its own process over a database that others use too, to be killed without warning. */
export async function startReplica(wanted: Wanted) {
  const child = fork(import.meta.filename, [JSON.stringify(wanted)], {
    execArgv: process.execArgv,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [ready] = (await Promise.race([once(child, "message"), once(child, "exit").then(() => ["exited"])])) as [unknown];
  if (ready !== "ready") throw new Error("the replica did not start");
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

if (import.meta.main) {
  const { storeUrl, config } = JSON.parse(process.argv[2] ?? "{}") as Wanted;
  await startTestServer(config, false, null, await openSecrets(storeUrl));
  process.send?.("ready");
  process.on("disconnect", () => process.exit(0));
}
