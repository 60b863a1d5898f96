import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServerConfig } from "../config.ts";
import { broken, type Finding, orFine, reasonOf, weak } from "./finding.ts";

const IS_SECRET = /SECRET|PASSWORD|TOKEN|API_CLIENTS|STORE_URL|HEADERS|CLIENT_KEY/;

/** Who else may read what only Loupe should, and whether there is room for what it is to keep. */
export function lookAtFiles(
  config: ServerConfig,
  secretFiles: readonly { readonly name: string; readonly path: string }[],
): readonly Finding[] {
  const database = config.storeUrl.startsWith("sqlite:") ? config.storeUrl.slice("sqlite:".length) : null;
  const keep = [
    { about: ".env", path: join(config.rootDir, ".env") },
    ...secretFiles.filter(({ name }) => IS_SECRET.test(name)).map(({ name, path }) => ({ about: name, path })),
    ...(database === null ? [] : ["", "-wal", "-shm"].map((end) => ({ about: "STORE_URL", path: `${database}${end}` }))),
  ].filter(({ path }) => existsSync(path));
  return [
    ...orFine(
      keep.flatMap(({ about, path }) => judgeMode(about, path)),
      "files",
      `${keep.length} files with secrets or data, each readable by its owner alone`,
    ),
    ...judgeFolder(database === null ? config.dataDir : dirname(database), config),
  ];
}

function judgeMode(about: string, path: string): readonly Finding[] {
  const mode = statSync(path).mode & 0o777;
  const shown = mode.toString(8);
  if (mode & 0o007) return [broken(about, `${path} may be read or written by everybody on this machine (${shown})`, `chmod 600 ${path}`)];
  if (mode & 0o020) return [weak(about, `${path} may be written by its group (${shown})`, `chmod 640 ${path}`)];
  return [];
}

function judgeFolder(folder: string, { retention, storeUrl }: ServerConfig): readonly Finding[] {
  const about = "DATA_DIR";
  const nearest = existing(folder);
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    return [broken(about, `${nearest} cannot be written (${reasonOf(error)})`, "give it to the user that Loupe runs as")];
  }
  const { bavail, bsize } = statfsSync(nearest);
  const free = bavail * bsize;
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const kept =
    storeUrl.startsWith("sqlite:") && existsSync(storeUrl.slice("sqlite:".length)) ? statSync(storeUrl.slice("sqlite:".length)).size : 0;
  const wanted = retention.maxBytes - kept;
  return orFine(
    [
      free < 200e6 && broken(about, `${mb(free)} are free on its disk`, "make room"),
      free >= 200e6 &&
        storeUrl.startsWith("sqlite:") &&
        free < wanted &&
        weak(
          "RETENTION_MEGABYTES",
          `allows ${mb(retention.maxBytes)}, and ${mb(free)} are free beside the ${mb(kept)} that are kept`,
          "lower it, or give a larger disk",
        ),
      nearest === folder &&
        (statSync(folder).mode & 0o005) !== 0 &&
        weak(about, `${folder} may be listed by everybody on this machine`, `chmod 700 ${folder}`),
    ],
    about,
    `${folder}: ${nearest === folder ? "writable" : "is made at the first start"}, ${mb(free)} free`,
  );
}

/** The folder itself, or the nearest above it that is there. */
const existing = (folder: string): string => (existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder)));
