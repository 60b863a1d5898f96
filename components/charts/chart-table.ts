/** What a chart shows, as rows: the table behind its switch, and what CSV and JSON are made of. */
export interface ChartTable {
  readonly columns: readonly {
    readonly key: string;
    readonly name: string;
    /** How a person reads a value; files carry it plain. */
    readonly format?: (value: number) => string;
  }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe: names come from spans, and spans from anyone. */
export function toCsv({ columns, rows }: ChartTable): string {
  const field = (value: string | number | null): string => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const head = columns.map(({ key }) => field(key)).join(",");
  return `${[head, ...rows.map((row) => row.map(field).join(","))].join("\r\n")}\r\n`;
}

export function toJson({ columns, rows }: ChartTable): string {
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map(({ key }, i) => [key, row[i] ?? null]))),
    null,
    1,
  );
}

/** A file's name of what it shows: `price-calculation-latency.csv`. Letters of any script are kept. */
export const fileName = (title: string, kind: string): string =>
  `${
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 80) || "chart"
  }.${kind}`;
