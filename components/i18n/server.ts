import "server-only";
import { cookies, headers } from "next/headers";
import { checkZone, isLang, isTheme, LANG_COOKIE, type Lang, pickLang, THEME_COOKIE, type Theme, ZONE_COOKIE } from "./lang.ts";
import { en, type Words } from "./words-en.ts";
import { ru } from "./words-ru.ts";

export interface Preferences {
  readonly lang: Lang;
  readonly theme: Theme;
  readonly zone: string;
}

/** From cookies, so that the first paint is already right: no flash, no guess on the client. */
export async function readPreferences(): Promise<Preferences> {
  const jar = await cookies();
  const lang = jar.get(LANG_COOKIE)?.value;
  const theme = jar.get(THEME_COOKIE)?.value;
  return {
    lang: isLang(lang) ? lang : pickLang((await headers()).get("accept-language")),
    theme: isTheme(theme) ? theme : "system",
    zone: checkZone(jar.get(ZONE_COOKIE)?.value),
  };
}

export async function readWords(): Promise<Words> {
  return (await readPreferences()).lang === "ru" ? ru : en;
}
