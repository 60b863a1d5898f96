import type { HttpClient, HttpClientOptions } from "./http-client.ts";
/** See `http-client.ts`. */
export function createHttpClient(_options: HttpClientOptions): HttpClient {
  throw new Error("not yet");
}
