import { z } from "zod";
import { describeMistake, readYaml } from "../base/read-yaml.ts";
import { err, ok, type Result } from "../base/result.ts";
import { KINDS, type Kind, type PrivacyRules } from "./policy.ts";

const key = z.string().trim().min(1, "must not be empty").max(200, "longer than 200 characters");

const file = z.strictObject({
  version: z.literal(1, "only version 1 is known"),
  /** Attribute keys to hide, and as what. */
  mask: z.record(key, z.enum(KINDS, `one of ${KINDS.join(", ")}`)).default({}),
  /** Attribute keys whose values are nobody's, whatever they look like. */
  keep: z.array(key).default([]),
});

/**
 * The operator's policy (PRIVACY_FILE): keys beyond those that are known, and keys that are left alone.
 * @returns every mistake at once, each with file, line and cure
 */
export function loadPolicy(source: string, name: string): Result<PrivacyRules, readonly string[]> {
  const read = readYaml(source, name, file, ({ mask, keep }) => {
    const masked = new Set(Object.keys(mask).map((one) => one.toLowerCase()));
    return keep.flatMap((one, at) =>
      masked.has(one.toLowerCase()) ? [{ path: ["keep", at], reason: `keep[${at + 1}]: "${one}" is masked above: name it once` }] : [],
    );
  });
  if (!read.ok) return err(read.error.map(describeMistake));
  return ok({ extraKeys: read.value.mask as Readonly<Record<string, Kind>>, keptKeys: read.value.keep });
}
