import { z } from "zod";
import { describeMistake, type Mistake, readYaml } from "../base/read-yaml.ts";
import { err, ok, type Result } from "../base/result.ts";
import { HOUR_MS, MINUTE_MS, type Ms, SECOND_MS } from "../base/time.ts";
import { CASE_KINDS, SEVERITIES } from "../detector/cases/case.ts";
import { CAUSES } from "../detector/verdict.ts";
import { isZone } from "./quiet-hours.ts";

const UNITS: Readonly<Record<string, Ms>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS };
const LENGTH = 'a length of time, such as "30s", "15m" or "1h"';
const length = z
  .string(LENGTH)
  .regex(/^\d+(s|m|h)$/, LENGTH)
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 1));
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens");
const text = z.string().trim().min(1, "must not be empty").max(500, "longer than 500 characters");
const address = text.refine((one) => URL.canParse(one) && /^https?:$/.test(new URL(one).protocol), "must be an http or https address");
/** As it stands, or `{ file: /run/secrets/x }`. */
const secret = z.union([text, z.strictObject({ file: text })]);
const moment = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as "22:00"');
const severity = z.enum(SEVERITIES, `one of ${SEVERITIES.join(", ")}`);

const target = z.discriminatedUnion("kind", [
  z.strictObject({ id, kind: z.literal("webhook"), url: address, secret }),
  z.strictObject({ id, kind: z.literal("alertmanager"), url: address, user: text.optional(), password: secret.optional() }),
  z.strictObject({ id, kind: z.literal("slack"), url: secret }),
  z.strictObject({ id, kind: z.literal("mattermost"), url: secret, channel: text.optional() }),
  z.strictObject({ id, kind: z.literal("telegram"), token: secret, chat: text, url: address.default("https://api.telegram.org") }),
  z.strictObject({
    ...{ id, kind: z.literal("email"), host: text, port: z.int().min(1).max(65_535), from: text, to: z.array(text).min(1, "nobody") },
    security: z.enum(["tls", "starttls", "none"], "one of tls, starttls, none").default("starttls"),
    ...{ user: text.optional(), password: secret.optional(), ca: z.strictObject({ file: text }).optional() },
  }),
]);

const route = z.strictObject({
  id,
  target: id,
  language: z.enum(["ru", "en"], "ru or en").default("en"),
  chains: z.array(text).optional(),
  causes: z.array(z.enum(CAUSES, `one of ${CAUSES.join(", ")}`)).optional(),
  kinds: z.array(z.enum(CASE_KINDS, `one of ${CASE_KINDS.join(", ")}`)).optional(),
  /** The least. */
  severity: severity.default("minor"),
  /** The least: a case whose missing step often leaves no trace is told only where it is not asked for. */
  confidence: z.number().min(0).max(1).optional(),
  /** No update of a group sooner, unless it became worse. */
  update_every: length.default(15 * MINUTE_MS),
  quiet: z
    .strictObject({
      ...{ from: moment, to: moment, zone: text.refine(isZone, "is no time zone that is known; write one like Europe/Moscow") },
      /** This bad is told in the quiet too. */
      except: severity.optional(),
    })
    .optional(),
});

const routesFile = z.strictObject({
  version: z.literal(1, "only version 1 is known"),
  targets: z.array(target).min(1, "must not be empty"),
  routes: z.array(route).min(1, "must not be empty"),
});

type RoutesFile = z.output<typeof routesFile>;
type Resolved<T> = T extends { readonly kind: string } ? { readonly [K in keyof T]: T[K] extends infer V ? Plain<V> : never } : never;
type Plain<V> = Exclude<V, { readonly file: string }> | (V extends { readonly file: string } ? string : never);

export type Target = Resolved<RoutesFile["targets"][number]>;
export type TargetOf<K extends Target["kind"]> = Extract<Target, { readonly kind: K }>;
export type Route = Omit<RoutesFile["routes"][number], "target"> & { readonly target: Target };

/**
 * The operator's routes, secrets read from their files.
 * @param readFile gives a file's text, or throws with a `code`
 * @returns every mistake at once, each with file, line, field and cure
 */
export function loadRoutes(
  source: string,
  file: string,
  chainIds: readonly string[],
  readFile: (path: string) => string,
): Result<readonly Route[], readonly string[]> {
  const read = readYaml(source, file, routesFile, (value) => findMistakes(value, chainIds));
  if (!read.ok) return err(read.error.map(describeMistake));
  const faults: string[] = [];
  const resolve = (value: unknown, at: string): unknown => {
    if (typeof value !== "object" || value === null || !("file" in value)) return value;
    try {
      return readFile(String(value.file)).trim();
    } catch (error) {
      faults.push(
        `${file}: ${at}: cannot read ${value.file} (${(error as NodeJS.ErrnoException).code}): give a path that this process may read`,
      );
      return "";
    }
  };
  const targets = new Map(
    read.value.targets.map((one) => [
      one.id,
      Object.fromEntries(Object.entries(one).map(([key, value]) => [key, resolve(value, `target ${one.id}, ${key}`)])) as Target,
    ]),
  );
  for (const one of targets.values())
    if ((one.kind === "slack" || one.kind === "mattermost") && !/^https?:\/\//.test(one.url))
      faults.push(`${file}: target ${one.id}, url: must be an http or https address`);
  return faults.length > 0 ? err(faults) : ok(read.value.routes.map((one) => ({ ...one, target: targets.get(one.target)! })));
}

function findMistakes(file: RoutesFile, chainIds: readonly string[]): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  for (const list of ["targets", "routes"] as const) {
    const seen = new Set<string>();
    file[list].forEach((one, at) => {
      if (seen.has(one.id)) mistakes.push({ path: [list, at, "id"], reason: `${list}: the id "${one.id}" is used twice` });
      seen.add(one.id);
    });
  }
  const targets = new Set(file.targets.map((one) => one.id));
  file.routes.forEach((one, at) => {
    if (!targets.has(one.target))
      mistakes.push({
        path: ["routes", at, "target"],
        reason: `no target is called "${one.target}"; there are ${[...targets].join(", ")}`,
      });
    for (const chain of one.chains ?? [])
      if (!chainIds.includes(chain))
        mistakes.push({ path: ["routes", at, "chains"], reason: `no chain is called "${chain}"; there are ${chainIds.join(", ")}` });
    if (one.quiet && one.quiet.from === one.quiet.to)
      mistakes.push({ path: ["routes", at, "quiet"], reason: "from and to are the same moment: leave quiet out, or give a time between" });
  });
  return mistakes;
}
