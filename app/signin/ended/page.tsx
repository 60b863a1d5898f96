import type { Metadata } from "next";
import { readPreferences } from "../../../components/i18n/server.ts";
import { SignInNotice } from "../../../components/ui/sign-in-notice.tsx";

const WORDS = {
  en: {
    title: "You are signed out",
    text: "The session has ended on this device and on the server. Tokens that terminals and scripts were given go on: they are ended under Sessions.",
    on: "Sign in",
  },
  ru: {
    title: "Вы вышли",
    text: "Сеанс завершён на этом устройстве и на сервере. Токены терминалов и скриптов продолжают действовать: их завершают в разделе «Сеансы».",
    on: "Войти",
  },
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: WORDS[(await readPreferences()).lang].title };
}

/** Where signing out ends. */
export default async function Ended() {
  const words = WORDS[(await readPreferences()).lang];
  return <SignInNotice {...words} />;
}
