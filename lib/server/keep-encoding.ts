import type { ServerResponse } from "node:http";
import { PACKED_HEADER } from "../contract/packed.ts";

/** See `lib/contract/packed.ts`: without it a browser would take gzip for the answer itself. */
export function keepEncoding(res: ServerResponse): void {
  const setHeader = res.setHeader.bind(res);
  res.setHeader = (name, value) => setHeader(name.toLowerCase() === PACKED_HEADER ? "content-encoding" : name, value);
}
