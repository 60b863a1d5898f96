import { readFileSync } from "node:fs";
import type { TruthRow } from "./truth/row.ts";

interface Ready {
  readonly url: string;
  readonly otlpUrl: string | null;
  readonly users: readonly { readonly name: string; readonly password: string; readonly role: string; readonly mayReveal?: boolean }[];
  readonly groundTruth: string;
  readonly dataDir: string;
}

const WORTH_A_LOOK = ["stuck", "failed", "cannot-tell", "done-late"];

/** What a person needs to begin: where, as whom, and orders that are worth looking up, one of each kind. */
export function welcome({ url, otlpUrl, users, groundTruth, dataDir }: Ready): string {
  const lines = [
    "",
    `  Loupe is ready:  ${url}`,
    "",
    ...users.map(
      (user) =>
        `  ${user.role.padEnd(10)} ${user.name.padEnd(6)} password ${user.password}${user.mayReveal ? "  (may reveal personal data)" : ""}`,
    ),
    "",
  ];
  const orders = ordersWorthALook(groundTruth);
  if (orders.length > 0) lines.push("  Orders to look up:", ...orders, "");
  if (otlpUrl) lines.push(`  Your own spans:  OTLP over HTTP to ${otlpUrl}`);
  lines.push(`  Kept in ${dataDir} (start again with --data ${dataDir})`, "  Ctrl-C stops it.", "");
  return lines.join("\n");
}

function ordersWorthALook(groundTruth: string): readonly string[] {
  const found = new Map<string, string>();
  for (const line of readFileSync(groundTruth, "utf8").split("\n").reverse()) {
    if (line === "") continue;
    const { orderId, chainId, scenario, expect } = JSON.parse(line) as TruthRow;
    if (!orderId || !expect?.state || !WORTH_A_LOOK.includes(expect.state)) continue;
    const kind = `${expect.state}, ${expect.cause}`;
    if (!found.has(kind)) found.set(kind, `    ${orderId.padEnd(8)} ${chainId.padEnd(19)} ${kind.padEnd(28)} (${scenario})`);
  }
  return [...found.values()];
}
