import { isIPv6 } from "node:net";

/** The first half of an IPv6 address: a single host is usually given all 2⁶⁴ addresses of one. IPv4 in IPv6's clothes is IPv4. */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const bare = address.split("%")[0] ?? address;
  if (!isIPv6(bare)) return address;
  const [head = "", tail] = bare.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - after.length - (bare.includes(".") ? 1 : 0);
  const all = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/**
 * Spellings that a directory may take for one name have one budget: case, accents, full-width letters, spaces and characters that are not seen.
 * Two people who share it by accident share their failures, which costs them minutes at worst.
 */
export const foldName = (name: string): string =>
  name
    .slice(0, 256)
    .normalize("NFKD")
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}\p{C}\s]/gu, "")
    .toUpperCase()
    .toLowerCase();
