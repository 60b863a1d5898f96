import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");
const built = <T>(...path: readonly string[]): T => JSON.parse(readFileSync(join(root, ".next", ...path), "utf8")) as T;

export interface BuiltDoors {
  readonly pages: readonly string[];
  /** Routes by pattern; their methods are asked of the running app. */
  readonly routes: readonly string[];
  /** Server Actions. */
  readonly actions: readonly string[];
  /** What else Next would answer for: files of `public/`, classic pages, rewrites, a proxy. */
  readonly files: readonly string[];
  readonly others: readonly string[];
}

/** Every door that `next build` made, read from its own manifests. */
export function readBuiltDoors(): BuiltDoors {
  const app = Object.entries(built<Record<string, string>>("app-path-routes-manifest.json"));
  const actions = built<{ readonly node: object; readonly edge: object }>("server", "server-reference-manifest.json");
  const routing = built<{ readonly rewrites: Readonly<Record<string, readonly { readonly source: string }[]>> }>("routes-manifest.json");
  const { middleware, functions } = built<{ readonly middleware: object; readonly functions: object }>(
    "server",
    "middleware-manifest.json",
  );
  const classic = Object.keys(built<Record<string, string>>("server", "pages-manifest.json"));
  return {
    pages: app.filter(([file]) => file.endsWith("/page")).map(([, pattern]) => pattern),
    routes: app.filter(([file]) => file.endsWith("/route")).map(([, pattern]) => pattern),
    actions: [...Object.keys(actions.node), ...Object.keys(actions.edge)],
    files: readdirSync(join(root, "public"), { recursive: true }).map((file) => `/${String(file)}`),
    others: [
      ...classic.filter((page) => !/^\/(_app|_document|_error|404|500)$/.test(page)),
      ...Object.values(routing.rewrites).flatMap((list) => list.map(({ source }) => `rewrite ${source}`)),
      ...Object.keys(middleware),
      ...Object.keys(functions),
    ],
  };
}
