import { hash } from "node:crypto";
import type { Sealing } from "./sealing.ts";

/**
 * A posting's key: 52 bits of a hash of what is searched for, so that text of any length and any characters costs eight bytes and no
 * dictionary. Two terms that meet by chance are told apart by the trace's facts, which are read anyway.
 */
export const serviceTerm = (service: string): number => remembered(`s\0${service}`);
export const operationTerm = (operation: string): number => remembered(`o\0${operation}`);
/** Values of people are searched for as well: keyed, so that a copy of the store does not tell which they were. */
export const attributeTerm = (key: string, value: string, { blind }: Pick<Sealing, "blind">): number =>
  termOf(blind(`a\0${key}\0${value}`));
export const statusTerm = (status: "error" | "timeout"): number => remembered(`status\0${status}`);

const recent = new Map<string, number>();
const MOST_RECENT = 20_000;

/** Names come again and again, so their hashes are remembered; values of attributes mostly do not. */
function remembered(text: string): number {
  let term = recent.get(text);
  if (term === undefined) {
    term = termOf(text);
    if (recent.size >= MOST_RECENT) recent.clear();
    if (text.length < 200) recent.set(text, term);
  }
  return term;
}

/** 13 hex digits are 52 bits: a safe integer in JavaScript, an int8 in both stores. */
const termOf = (text: string): number => Number.parseInt(hash("sha1", text).slice(0, 13), 16);

export const STATUS_BITS = { success: 1, error: 2, timeout: 4 } as const;
