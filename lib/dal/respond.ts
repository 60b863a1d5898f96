import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Result } from "../base/result.ts";
import { PACKED_HEADER } from "../contract/packed.ts";
import { type Problem, respondProblem } from "./problem.ts";

const NO_STORE = { "cache-control": "no-store" } as const;

/** A DTO as JSON, or its problem. Personal data are in it, masked: no cache keeps it. */
export function respondJson(result: Result<unknown, Problem>): Response {
  return result.ok ? Response.json(result.value, { headers: NO_STORE }) : respondProblem(result.error);
}

/** Next compresses no binary: the columns shrink to less than half, so it is done here. Level 1 is 3 times faster than 6 for 8 % more bytes. */
export async function respondGzip(result: Result<Uint8Array, Problem>, contentType: string): Promise<Response> {
  if (!result.ok) return respondProblem(result.error);
  const body = await promisify(gzip)(result.value, { level: 1 });
  return new Response(new Uint8Array(body), {
    headers: { ...NO_STORE, "content-type": contentType, [PACKED_HEADER]: "gzip" },
  });
}
