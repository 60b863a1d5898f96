/** The shape of a chain file, strict: a key that nobody knows is a mistake, never a comment. */
import { z } from "zod";
import { HOUR_MS, MINUTE_MS, type Ms, SECOND_MS } from "#lib/base/time";

const UNITS: Readonly<Record<string, Ms>> = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: 24 * HOUR_MS };

const duration = z
  .string('a length of time, such as "30s", "2m", "500ms", "1h" or "3d"')
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a length of time, such as "30s", "2m", "500ms", "1h" or "3d"')
  .transform((text) => Number.parseFloat(text) * (UNITS[text.replace(/[\d.]/g, "")] ?? 1))
  .refine((ms) => ms > 0, "must be longer than nothing");

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens");
const text = z.string().trim().min(1, "must not be empty").max(200, "longer than 200 characters");

/** One pattern, or a list of them, any of which. */
const patterns = z.union([text.transform((one) => [one]), z.array(text).min(1, "must not be empty")]);

const KINDS = ["internal", "server", "client", "producer", "consumer", "unspecified"] as const;
const kind = z.enum(KINDS, `one of ${KINDS.join(", ")}`);
const kinds = z.union([kind.transform((one) => [one]), z.array(kind).min(1, "must not be empty")]);

const predicate = z.strictObject({
  service: patterns.optional(),
  kind: kinds.optional(),
  name: patterns.optional(),
  peer: patterns.optional(),
  attributes: z.record(text, patterns).optional(),
});

const title = z.strictObject({ en: text, ru: text });

const step = z.strictObject({
  id,
  title,
  role: z.enum(["caller", "server", "publish", "consume", "call", "work", "write", "queries"]),
  services: z.array(text).min(1, "must not be empty"),
  soft: duration.optional(),
  hard: duration.optional(),
  or_next_begins: z.boolean().default(false),
  match: z.array(predicate).min(1, "must not be empty"),
});

/** Chains are told apart by the bits of one number while matching. */
const MAX_CHAINS = 30;

const chain = z.strictObject({
  id,
  title,
  after: z.array(z.string()).default([]),
  keyed_by: z.enum(["order", "trace"]),
  signs: z.array(predicate).min(1, "must not be empty"),
  steps: z.array(step).min(1, "must not be empty"),
});

export const chainFile = z.strictObject({
  version: z.literal(1, "only version 1 is known"),
  order_keys: z.array(text).min(1, "must not be empty"),
  user_keys: z.array(text).default([]),
  facet_keys: z.array(text).max(20, "more than 20 facet keys").default([]),
  dead_letters: z.array(text).default([]),
  peers: z.record(z.string(), text).default({}),
  sampling: z.record(text, z.number().gt(0, "must be more than 0").max(1, "must be a share, 1 at most")).default({}),
  chains: z.array(chain).min(1, "must not be empty").max(MAX_CHAINS, `more than ${MAX_CHAINS} chains`),
});

export type ChainFile = z.output<typeof chainFile>;
