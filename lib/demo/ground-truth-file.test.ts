import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openGroundTruth } from "./ground-truth-file.ts";
import type { TruthRow } from "./truth/row.ts";

const rowOf = (orderId: string): TruthRow => ({ chainId: "order-creation", orderId, traceIds: [], attempt: 1 }) as unknown as TruthRow;

test("wherever a crash cuts the file, every line that is left is whole, and the row that was cut can be told again", (t) => {
  const dir = mkdtempSync(join(tmpdir(), "loupe-truth-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, "ground-truth.jsonl");
  const write = (...ids: string[]) => {
    const file = openGroundTruth(path);
    for (const id of ids) file.append(rowOf(id));
    file.close();
  };
  write("a", "б".repeat(40));
  const size = readFileSync(path).length;
  for (let length = size; length >= 0; length -= 7) {
    rmSync(path);
    write("a", "б".repeat(40));
    truncateSync(path, length);
    const file = openGroundTruth(path);
    assert.equal(file.has(rowOf("б".repeat(40))), length === size);
    file.append(rowOf("c"));
    file.close();
    const rows = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as TruthRow);
    assert.equal(rows.at(-1)?.orderId, "c");
  }
});
