import type { Metadata } from "next";
import { readPreferences } from "../../../components/i18n/server.ts";
import { SignInNotice } from "../../../components/ui/sign-in-notice.tsx";

const WORDS = {
  en: {
    title: "The directory does not answer",
    text: "Loupe has not been able to confirm for too long that you may be here, so it shows nothing. Your session is kept: it goes on as soon as the directory is back.",
    on: "Try again",
  },
  ru: {
    title: "Каталог не отвечает",
    text: "Loupe слишком долго не может подтвердить, что вам по-прежнему открыт доступ, и потому ничего не показывает. Сеанс сохранён: он продолжится, как только каталог ответит.",
    on: "Попробовать снова",
  },
};

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: WORDS[(await readPreferences()).lang].title };
}

/** Where a page leads whose reader's session cannot be confirmed. Back goes to a path of our own only. */
export default async function Unavailable({ searchParams }: Props) {
  const words = WORDS[(await readPreferences()).lang];
  const { callbackUrl } = await searchParams;
  const back = typeof callbackUrl === "string" && /^\/(?![/\\])[^\\\r\n]*$/.test(callbackUrl) ? callbackUrl : "/";
  return <SignInNotice {...words} href={back} />;
}
