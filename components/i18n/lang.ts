export type Lang = "en" | "ru";
export const LANGS: readonly Lang[] = ["ru", "en"];
export const LANG_COOKIE = "loupe-lang";
export const ZONE_COOKIE = "loupe-zone";
export const THEME_COOKIE = "loupe-theme";
export type Theme = "light" | "dark" | "system";

export const isLang = (value: unknown): value is Lang => value === "en" || value === "ru";
export const isTheme = (value: unknown): value is Theme => value === "light" || value === "dark" || value === "system";

/** The first of the browser's languages that Loupe speaks; English for everyone else. */
export function pickLang(acceptLanguage: string | null): Lang {
  for (const entry of (acceptLanguage ?? "").split(",")) {
    const word = entry.trim().slice(0, 2).toLowerCase();
    if (isLang(word)) return word;
  }
  return "en";
}

/** An IANA zone that this runtime knows; anything else (a forged cookie) is UTC. */
export function checkZone(zone: string | undefined): string {
  if (!zone || zone.length > 64) return "UTC";
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}
