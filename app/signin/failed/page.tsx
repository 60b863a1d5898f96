import { readPreferences } from "../../../components/i18n/server.ts";

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

/** Where a sign-in that came to nothing ends. A plain link: signing in leaves for the issuer, which no client-side navigation may do. */
export default async function Failed() {
  const words = WORDS[(await readPreferences()).lang];
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <h1>{words.title}</h1>
      <p className="mt-3 text-lg">{words.text}</p>
      <p className="mt-6">
        <a href="/signin" className="btn btn-primary">
          {words.on}
        </a>
      </p>
    </main>
  );
}
