import { readPreferences } from "../../../components/i18n/server.ts";

const WORDS = {
  en: { title: "You are signed out", text: "The session has ended on this device and on the server.", on: "Sign in" },
  ru: { title: "Вы вышли", text: "Сеанс завершён на этом устройстве и на сервере.", on: "Войти" },
};

/** Where signing out ends. A plain link: signing in leaves for the issuer, which no client-side navigation may do. */
export default async function Ended() {
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
