import { createHmac } from "node:crypto";
import type { Kind } from "./policy.ts";

/** What stands in place of a secret: nobody needs to tell two of them apart. */
export const HIDDEN = "[hidden]";

const VALUE_DIGITS = 8;
const CHECK_DIGITS = 4;

/**
 * `user-3f9a1c07b2d4`: eight digits of a keyed hash, the same for the same person everywhere, and four that prove that we made it. So what
 * is masked already stays as it is, while a real id of that look (`user-12345678`) is masked like any other.
 */
export function pseudonym(value: string, key: Uint8Array, label: Kind): string {
  const made = digest(`${label} ${normalise(value, label)}`, key, VALUE_DIGITS);
  return `${label}-${made}${checkOf(label, made, key)}`;
}

export const PSEUDONYM = /(user|email|phone|name|address|ip|card|document)-([0-9a-f]{8})([0-9a-f]{4})/;

export function isPseudonym(text: string, key: Uint8Array): boolean {
  const [whole, label, made, check] = PSEUDONYM.exec(text) ?? [];
  return whole === text && label !== undefined && made !== undefined && checkOf(label, made, key) === check;
}

const checkOf = (label: string, made: string, key: Uint8Array): string => digest(`check ${label} ${made}`, key, CHECK_DIGITS);

const digest = (text: string, key: Uint8Array, digits: number): string =>
  createHmac("sha256", key).update(text).digest("hex").slice(0, digits);

/** Two spellings of one person's data are one: letters' case of an e-mail, punctuation of a phone or card. */
function normalise(value: string, label: Kind): string {
  if (label === "phone" || label === "card") return value.replace(/\D/g, "");
  if (label === "email") return value.toLowerCase().replace("%40", "@");
  return value.trim();
}
