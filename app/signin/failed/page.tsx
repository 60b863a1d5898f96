import { readPreferences } from "../../../components/i18n/server.ts";
import { SignInNotice } from "../../../components/ui/sign-in-notice.tsx";

const WORDS = {
  en: {
    title: "The sign-in did not work",
    text: "The directory knows you no more, you are in none of the groups that may use Loupe, or the sign-in took too long.",
    on: "Try again",
  },
  ru: {
    title: "Войти не удалось",
    text: "Каталог вас больше не знает, вы не состоите ни в одной из групп, которым открыт Loupe, или вход занял слишком много времени.",
    on: "Попробовать снова",
  },
};

/** Where a sign-in that came to nothing ends. */
export default async function Failed() {
  const words = WORDS[(await readPreferences()).lang];
  return <SignInNotice {...words} />;
}
