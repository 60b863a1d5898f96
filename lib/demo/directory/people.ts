import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { z } from "zod";
import { readKept, writeKept } from "../kept-file.ts";

/** Who is in the demo's directory. Kept as a file in the data folder; an edit there counts at once: take a person out of a group and see. */
const bookSchema = z.object({
  readerPassword: z.string(),
  people: z.array(z.object({ uid: z.string(), name: z.string(), mail: z.string(), password: z.string() })),
  /** Members are people's uids or, with a leading `@`, other groups. */
  groups: z.record(z.string(), z.array(z.string())),
});

export type Book = z.infer<typeof bookSchema>;

export const GROUP_ROLES = {
  "loupe-developers": "developer",
  "loupe-leads": "lead",
  "loupe-admins": "admin",
  "loupe-personal-data": "reveal",
} as const;
export type DemoRole = Exclude<(typeof GROUP_ROLES)[keyof typeof GROUP_ROLES], "reveal">;

/** The people that the demo names, with the role that their groups give them. */
export const CAST: readonly { readonly uid: string; readonly role: DemoRole; readonly mayReveal?: boolean }[] = [
  { uid: "dev", role: "developer" },
  { uid: "lead", role: "lead" },
  { uid: "admin", role: "admin" },
  { uid: "dpo", role: "developer", mayReveal: true },
];

export interface PeopleFile {
  /** As it is now. */
  read(): Book;
}

export function openPeople(path: string): PeopleFile {
  if (!existsSync(path)) writeKept(path, newBook());
  let readAt = Number.NaN;
  let book: Book | null = null;
  return {
    read() {
      const changedAt = statSync(path).mtimeMs;
      if (!book || changedAt !== readAt) {
        book = readKept(path, bookSchema);
        readAt = changedAt;
      }
      return book;
    },
  };
}

const newPassword = (): string => randomBytes(12).toString("base64url");

function newBook(): Book {
  const person = (uid: string, name: string) => ({ uid, name, mail: `${uid}@example.com`, password: newPassword() });
  return {
    readerPassword: newPassword(),
    people: [
      person("dev", "Daria Developer"),
      person("lead", "Lev Lead"),
      person("admin", "Alisa Admin"),
      // The data protection officer: the one who may reveal what is masked.
      person("dpo", "Dina Protector"),
      // In the directory, with a good password, and in no group that Loupe knows.
      person("leaver", "Oleg Former"),
    ],
    // The lead is one through another group: nested groups must count.
    groups: {
      "loupe-developers": ["dev", "dpo"],
      platform: ["lead"],
      "loupe-leads": ["@platform"],
      "loupe-admins": ["admin"],
      "loupe-personal-data": ["dpo"],
      goldsmiths: ["leaver"],
    },
  };
}
