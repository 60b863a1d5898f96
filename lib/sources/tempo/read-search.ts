import { ok, type Result } from "../../base/result.ts";
import type { Hit } from "./hit.ts";
import { readHits } from "./read-hits.ts";
import { hitOfWire } from "./to-trace.ts";
import { readAnyForm } from "./wire.ts";

/** @returns the hits, or what is wrong with the answer in words that may be shown */
export function readSearch(bytes: Uint8Array, orderKeys: ReadonlySet<string>): Result<readonly Hit[], string> {
  const usual = readHits(bytes, orderKeys);
  if (usual !== null) return ok(usual);
  const read = readAnyForm(bytes);
  return read.ok ? ok(read.value.map((hit) => hitOfWire(hit, orderKeys))) : read;
}
