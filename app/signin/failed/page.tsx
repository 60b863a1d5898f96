import type { Metadata } from "next";
import { readPreferences } from "../../../components/i18n/server.ts";
import { SignInNotice } from "../../../components/ui/sign-in-notice.tsx";

const WORDS = {
  en: {
    title: "The sign-in did not work",
    on: "Try again",
    texts: {
      "no-role": "You are known, but in none of the groups that may use Loupe. Ask its administrator.",
      "directory-down": "The directory does not answer just now, so nobody can be signed in. Try again in a minute.",
      "issuer-down": "The company's sign-in does not answer just now. Try again in a minute. Whoever is signed in already stays so.",
      other: "The directory knows you no more, you are in none of the groups that may use Loupe, or the sign-in took too long.",
    },
  },
  ru: {
    title: "Войти не удалось",
    on: "Попробовать снова",
    texts: {
      "no-role": "Вас узнали, но вы не состоите ни в одной из групп, которым открыт Loupe. Обратитесь к администратору.",
      "directory-down": "Каталог сейчас не отвечает, поэтому войти нельзя. Попробуйте через минуту.",
      "issuer-down": "Служба входа компании сейчас не отвечает. Попробуйте через минуту. Кто уже вошёл, остаётся.",
      other: "Каталог вас больше не знает, вы не состоите ни в одной из групп, которым открыт Loupe, или вход занял слишком много времени.",
    },
  },
};

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: WORDS[(await readPreferences()).lang].title };
}

/** Where a sign-in that came to nothing ends. What the address says of the reason is looked up, never shown. */
export default async function Failed({ searchParams }: Props) {
  const { title, on, texts } = WORDS[(await readPreferences()).lang];
  const { error } = await searchParams;
  const text = typeof error === "string" && Object.hasOwn(texts, error) ? texts[error as keyof typeof texts] : texts.other;
  return <SignInNotice title={title} text={text} on={on} />;
}
