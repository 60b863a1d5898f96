"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useText } from "../i18n/context.tsx";
import { SignInNotice } from "./sign-in-notice.tsx";
import { listenToSignedOut, readSignedOut, type SignedOut } from "./signed-out.ts";

const WORDS = {
  en: {
    ended: {
      title: "You are signed out",
      text: "This session has ended: it was signed out elsewhere, it was not used for too long, or your access was changed. Sign in to go on where you were.",
      on: "Sign in",
    },
    directory: {
      title: "The directory does not answer",
      text: "Loupe has not been able to confirm for too long that you may be here, so it shows nothing. As soon as the directory is back, this page goes on by itself.",
      on: "Try again",
    },
  },
  ru: {
    ended: {
      title: "Вы вышли",
      text: "Этот сеанс завершён: его закрыли с другого устройства, им долго не пользовались или изменились ваши права. Войдите, чтобы продолжить с того же места.",
      on: "Войти",
    },
    directory: {
      title: "Каталог не отвечает",
      text: "Loupe слишком долго не может подтвердить, что вам по-прежнему открыт доступ, и потому ничего не показывает. Как только каталог ответит, страница продолжит работу сама.",
      on: "Попробовать снова",
    },
  },
};

/** How often a page that shows nothing looks whether it may again. */
const AGAIN_MS = 10_000;

/** What the page shows, for as long as its reader is signed in: then nothing of it is left on the screen, or asked again. */
export function SignedInOnly({ children }: { readonly children: React.ReactNode }) {
  const why = useSyncExternalStore(listenToSignedOut, readSignedOut, () => null);
  return why === null ? children : <SignedOutNotice why={why} />;
}

function SignedOutNotice({ why }: { readonly why: SignedOut }) {
  const words = useText(WORDS)[why];
  const client = useQueryClient();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    client.clear();
    ref.current?.focus();
  }, [client]);
  useReturn(why === "directory");
  const here = location.pathname + location.search;
  return (
    <div ref={ref} role="alert" tabIndex={-1} className="outline-none" data-testid="signed-out">
      <SignInNotice {...words} href={why === "directory" ? here : `/signin?callbackUrl=${encodeURIComponent(here)}`} />
    </div>
  );
}

/** Signed in again in another tab, or the directory back: the page goes on. */
function useReturn(byItself: boolean): void {
  useEffect(() => {
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const answer = await fetch("/api/v1/sessions", { headers: { accept: "application/json" } }).catch(() => null);
      if (answer?.ok) location.reload();
    };
    const onShow = () => void look();
    document.addEventListener("visibilitychange", onShow);
    window.addEventListener("focus", onShow);
    const timer = byItself ? setInterval(onShow, AGAIN_MS) : undefined;
    return () => {
      document.removeEventListener("visibilitychange", onShow);
      window.removeEventListener("focus", onShow);
      clearInterval(timer);
    };
  }, [byItself]);
}
