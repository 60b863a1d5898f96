import { readFileSync } from "node:fs";

/** The line that `npm run demo -- --json` prints, as the runner kept it in a file. */
export interface DemoInfo {
  readonly url: string;
  readonly otlpUrl: string;
  readonly users: readonly { readonly name: string; readonly password: string; readonly role: string }[];
  readonly apiClient: { readonly id: string; readonly secret: string; readonly tokenUrl: string };
  readonly groundTruth: string;
}

export function readDemoInfo(path = process.env["LOUPE_E2E_INFO"]): DemoInfo {
  if (!path) throw new Error("LOUPE_E2E_INFO must name the file with the demo's JSON line (npm run demo -- --json > FILE)");
  const line = readFileSync(path, "utf8")
    .split("\n")
    .find((one) => one.startsWith("{"));
  if (!line) throw new Error(`${path} holds no line of JSON: is the demo ready?`);
  return JSON.parse(line) as DemoInfo;
}

export const chromiumPath = (): string | undefined => process.env["LOUPE_CHROMIUM"] || undefined;
