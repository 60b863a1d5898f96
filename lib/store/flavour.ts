export type Flavour = "sqlite" | "postgres";

/** Where the two dialects spell one idea differently. */
export const WORDS = {
  sqlite: { real: "real", int: "integer", bytewise: "", clustered: " without rowid", serial: "integer primary key autoincrement" },
  postgres: {
    real: "double precision",
    int: "bigint",
    bytewise: ' collate "C"',
    clustered: "",
    serial: "bigint generated always as identity primary key",
  },
} as const;

export type Migration = (words: (typeof WORDS)[Flavour]) => readonly string[];
